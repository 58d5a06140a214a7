/*
 * Plans: what a call that changes rosters is about to do. Steps are added
 * while everything can still fail; then save() is asked, the steps' state is
 * committed, and what they say is told, each in the order of the steps.
 */
#ifndef ADSUM_CORE_PLAN_H
#define ADSUM_CORE_PLAN_H

#include "authorisation.h"
#include "parcel.h"

enum {
    ADSUM_STEP_ITEM = 1,     /* an edge and its label: state */
    ADSUM_STEP_REQUEST,      /* store: state */
    ADSUM_STEP_REQUEST_GONE, /* state */
    ADSUM_STEP_PUSH,         /* to interested sessions of the user */
    ADSUM_STEP_INTERESTED,   /* a stanza to them */
    ADSUM_STEP_AVAILABLE,    /* a stanza to the user's available sessions */
    ADSUM_STEP_ROUTE,        /* a stanza from the user to the contact */
    ADSUM_STEP_SETTLE,       /* a grave of the user's: state */
    ADSUM_STEP_SHOW,         /* the contact sees the user anew */
    ADSUM_STEP_HIDE,         /* the contact saw the user until now */
    ADSUM_STEP_LOSE,         /* the user saw the contact, elsewhere, till now */
    ADSUM_STEP_MISSED        /* the same, and what is sighted stays */
};

struct step {
    struct step *next;
    struct parcel *parcel;
    struct parcel *bounce; /* of a route: ready, should it fail */
    uint32_t user;
    uint32_t contact;
    union {
        uint32_t label; /* of an item; the plan's until committed */
        uint32_t slot;  /* of a route: who hears of its failure; a grave */
    } of;
    uint8_t kind;
    uint8_t bits;     /* of an item */
    bool relabel : 1; /* of an item: the label is another */
    bool fresh : 1;   /* of an item: the edge is there for this plan alone */
    bool visible : 1; /* of an item: was, or will be, in the roster */
};

/** How an edge and its label will be, as planned so far. */
uint32_t adsum_plan_bits(const struct adsum_service *service, uint32_t user,
                         uint32_t contact);
uint8_t adsum_plan_flags(const struct adsum_service *service, uint32_t user,
                         uint32_t contact);

/** The roster's version, as planned so far. */
uint64_t adsum_plan_version(const struct adsum_service *service, uint32_t user);

/** Is there a step for this item already? */
bool adsum_plan_names(const struct adsum_service *service, uint32_t user,
                      uint32_t contact);

/*
 * All of these answer 0, NO_MEMORY or a LIMIT, and leave a plan that can still
 * be cancelled.
 */

/** An edge's new bits, its label's flags as given. Bits 0, no flags: none. */
int adsum_plan_item(struct adsum_service *service, uint32_t user,
                    uint32_t contact, uint32_t bits, uint8_t flags);
/** A name and groups for an item. */
int adsum_plan_label(struct adsum_service *service, uint32_t user,
                     uint32_t contact, const struct adsum_item *item);
/** Push the item as planned so far; `removed`: that it is no more. */
int adsum_plan_push(struct adsum_service *service, uint32_t user,
                    uint32_t contact, bool removed);
int adsum_plan_request(struct adsum_service *service, uint32_t user,
                       uint32_t contact, const struct adsum_notice *notice);
int adsum_plan_request_gone(struct adsum_service *service, uint32_t user,
                            uint32_t contact);
/** A stanza of that kind from the contact to the user's sessions. */
int adsum_plan_tell(struct adsum_service *service, uint8_t step, uint32_t user,
                    const struct adsum_notice *notice);
/** A stanza from the user to the contact elsewhere. `slot` may be 0. */
int adsum_plan_route(struct adsum_service *service, uint32_t user,
                     uint32_t contact, const struct adsum_notice *notice,
                     uint32_t slot);
/** SHOW, HIDE, LOSE, MISSED. */
int adsum_plan_see(struct adsum_service *service, uint8_t step, uint32_t user,
                   uint32_t contact);

/** Save, commit, tell. 0, SAVE, NO_MEMORY; the plan is empty afterwards. */
int adsum_plan_run(struct adsum_service *service);
void adsum_plan_cancel(struct adsum_service *service);

/** What the modules below do for adsum_plan_run(). */
int adsum_plan_save(struct adsum_service *service);
void adsum_plan_commit(struct adsum_service *service);
void adsum_plan_tell_all(struct adsum_service *service);

#endif
