/*
 * Subscription stanzas. An outbound one changes the user's roster, then goes
 * on: routed, or as inbound to a contact here, in the same plan. Inbound
 * answers the server gives by itself go back the same way; they end, for an
 * answer changes nothing that calls for another.
 */
#include "subscribe.h"
#include "entity.h"
#include "item.h"
#include "notice.h"
#include "plan.h"
#include "request.h"
#include "subscription.h"

#define FACTS (ADSUM_EDGE_TO | ADSUM_EDGE_FROM | ADSUM_EDGE_OUT | ADSUM_EDGE_IN)

/* One user's half of a stanza. */
struct half {
    uint32_t user;
    uint32_t contact;
    uint32_t before; /* facts */
    uint32_t after;
    uint8_t flags;
};

static void half_init(const struct adsum_service *service, struct half *half,
                      uint32_t user, uint32_t contact, uint32_t kind,
                      bool inbound)
{
    half->user = user;
    half->contact = contact;
    half->before = adsum_plan_bits(service, user, contact) & FACTS;
    half->after = adsum_subscription_next(half->before, kind, inbound);
    half->flags = adsum_plan_flags(service, user, contact);
}

static void compose(struct adsum_service *service, uint32_t from,
                    const struct stanza *stanza, struct adsum_notice *ret)
{
    adsum_notice_bare(service, stanza->kind, from, ret);
    ret->id = stanza->id;
    ret->bytes = stanza->bytes;
    ret->length = stanza->length;
    ret->encoding = stanza->encoding;
}

/* An item stays one when nothing is left of the subscription. */
static int settle(struct adsum_service *service, const struct half *half,
                  uint8_t flags)
{
    uint32_t shown = ADSUM_EDGE_TO | ADSUM_EDGE_FROM | ADSUM_EDGE_OUT;

    if ((half->after & shown) != 0)
        flags &= (uint8_t)~ADSUM_LABEL_LISTED;
    else if (adsum_item_visible(half->before, half->flags) ||
             (flags & ADSUM_LABEL_APPROVED) != 0)
        flags |= ADSUM_LABEL_LISTED;
    return adsum_plan_item(service, half->user, half->contact, half->after,
                           flags);
}

static int push_if(struct adsum_service *service, const struct half *half,
                   bool relabelled)
{
    if (!relabelled && !adsum_subscription_visible(half->before, half->after))
        return 0;
    return adsum_plan_push(service, half->user, half->contact, false);
}

static int drop_request(struct adsum_service *service, const struct half *half)
{
    if ((half->before & ~half->after & ADSUM_EDGE_IN) == 0)
        return 0;
    return adsum_plan_request_gone(service, half->user, half->contact);
}

/* Routed, or the far half here. */
static int go_on(struct adsum_service *service, uint32_t user, uint32_t contact,
                 const struct stanza *stanza)
{
    struct adsum_notice notice;

    if (adsum_entity_far(service, contact)) {
        compose(service, user, stanza, &notice);
        return adsum_plan_route(service, user, contact, &notice, stanza->slot);
    }
    if (!adsum_entity_kept(service, contact))
        return 0;
    return adsum_subscribe_in(service, contact, user, stanza);
}

static int pre_approve(struct adsum_service *service, const struct half *half)
{
    int err;

    if ((half->before & ADSUM_EDGE_FROM) != 0 ||
        (half->flags & ADSUM_LABEL_APPROVED) != 0)
        return 0;
    err = settle(service, half, half->flags | ADSUM_LABEL_APPROVED);
    return err != 0 ? err : push_if(service, half, true);
}

/* Approved, and what follows: 3.1.5. */
static int approve(struct adsum_service *service, const struct half *half,
                   const struct stanza *stanza)
{
    uint8_t flags = half->flags & (uint8_t)~ADSUM_LABEL_APPROVED;
    int err;

    if ((err = settle(service, half, flags)) != 0 ||
        (err = drop_request(service, half)) != 0 ||
        (err = go_on(service, half->user, half->contact, stanza)) != 0 ||
        (err = push_if(service, half, flags != half->flags)) != 0)
        return err;
    return adsum_plan_see(service, ADSUM_STEP_SHOW, half->user, half->contact);
}

/* 3.2.2: refuse, cancel, or take a pre-approval back. */
static int refuse(struct adsum_service *service, const struct half *half,
                  const struct stanza *stanza)
{
    uint8_t flags = half->flags & (uint8_t)~ADSUM_LABEL_APPROVED;
    bool changed = half->after != half->before;
    int err;

    if (!changed && flags == half->flags)
        return 0;
    if ((err = settle(service, half, flags)) != 0 ||
        (err = drop_request(service, half)) != 0)
        return err;
    if ((half->before & ADSUM_EDGE_FROM) != 0 &&
        (err = adsum_plan_see(service, ADSUM_STEP_HIDE, half->user,
                              half->contact)) != 0)
        return err;
    if (changed &&
        (err = go_on(service, half->user, half->contact, stanza)) != 0)
        return err;
    return push_if(service, half, flags != half->flags);
}

int adsum_subscribe_out(struct adsum_service *service, uint32_t user,
                        uint32_t contact, const struct stanza *stanza)
{
    struct half half;
    int err;

    half_init(service, &half, user, contact, stanza->kind, false);
    if (stanza->kind == ADSUM_SUBSCRIBED)
        return half.after == half.before ? pre_approve(service, &half)
                                         : approve(service, &half, stanza);
    if (stanza->kind == ADSUM_UNSUBSCRIBED)
        return refuse(service, &half, stanza);
    if (half.after != half.before &&
        (err = settle(service, &half, half.flags)) != 0)
        return err;
    err = go_on(service, user, contact, stanza);
    if (err == 0 && (half.before & ~half.after & ADSUM_EDGE_TO) != 0 &&
        adsum_entity_far(service, contact))
        err = adsum_plan_see(service, ADSUM_STEP_MISSED, user, contact);
    /* Answered at once: the answer's own push has shown it. */
    if (err != 0 ||
        (adsum_plan_bits(service, user, contact) & FACTS) != half.after)
        return err;
    return push_if(service, &half, false);
}

static int tell(struct adsum_service *service, uint8_t step,
                const struct half *half, const struct stanza *stanza)
{
    struct adsum_notice notice;

    compose(service, half->contact, stanza, &notice);
    return adsum_plan_tell(service, step, half->user, &notice);
}

static int answer(struct adsum_service *service, const struct half *half,
                  uint32_t kind)
{
    struct stanza stanza = {.kind = kind};

    return go_on(service, half->user, half->contact, &stanza);
}

static int store(struct adsum_service *service, struct half *half,
                 const struct stanza *stanza)
{
    struct adsum_notice notice;
    int err;

    compose(service, half->contact, stanza, &notice);
    if (!adsum_request_admits(service, half->user, half->contact, &notice))
        return 0;
    err = adsum_plan_request(service, half->user, half->contact, &notice);
    /* A repeated one is stored, and not told again. */
    if (err != 0 || half->after == half->before)
        return err;
    err = settle(service, half, half->flags);
    return err != 0 ? err : tell(service, ADSUM_STEP_AVAILABLE, half, stanza);
}

/* 3.1.3 rules 1, 2 and 4, and pre-approval: 3.4.2. */
static int asked(struct adsum_service *service, struct half *half,
                 const struct stanza *stanza)
{
    struct stanza yes = {.kind = ADSUM_SUBSCRIBED};
    int err;

    if ((half->before & ADSUM_EDGE_FROM) != 0) {
        bool waits = adsum_entity_far(service, half->contact) ||
                     (adsum_plan_bits(service, half->contact, half->user) &
                      ADSUM_EDGE_OUT) != 0;

        err = answer(service, half, ADSUM_SUBSCRIBED);
        return err != 0 || !waits ? err
                                  : adsum_plan_see(service, ADSUM_STEP_SHOW,
                                                   half->user, half->contact);
    }
    if ((half->flags & ADSUM_LABEL_APPROVED) != 0) {
        half->after =
            (half->before & ~(uint32_t)ADSUM_EDGE_IN) | ADSUM_EDGE_FROM;
        return approve(service, half, &yes);
    }
    return store(service, half, stanza);
}

/* 3.1.6, 3.2.3, 3.3.3: told before the push, and only if it says anything. */
static int informed(struct adsum_service *service, const struct half *half,
                    const struct stanza *stanza, bool blocked)
{
    bool hides = stanza->kind == ADSUM_UNSUBSCRIBE;
    int err;

    if (half->after == half->before)
        return 0;
    if (stanza->kind == ADSUM_UNSUBSCRIBED &&
        (half->before & ADSUM_EDGE_TO) != 0 &&
        adsum_entity_far(service, half->contact) &&
        (err = adsum_plan_see(service, ADSUM_STEP_LOSE, half->user,
                              half->contact)) != 0)
        return err;
    if ((err = settle(service, half, half->flags)) != 0 ||
        (err = drop_request(service, half)) != 0 ||
        (!blocked &&
         (err = tell(service, ADSUM_STEP_INTERESTED, half, stanza)) != 0) ||
        (err = push_if(service, half, false)) != 0)
        return err;
    if (!hides || blocked)
        return 0;
    if ((half->before & ADSUM_EDGE_FROM) != 0 &&
        (err = adsum_plan_see(service, ADSUM_STEP_HIDE, half->user,
                              half->contact)) != 0)
        return err;
    return answer(service, half, ADSUM_UNSUBSCRIBED);
}

int adsum_subscribe_in(struct adsum_service *service, uint32_t user,
                       uint32_t contact, const struct stanza *stanza)
{
    struct party from = adsum_party_bare(contact);
    bool blocked = stanza->blocked || adsum_blocked(service, user, &from);
    struct half half;

    half_init(service, &half, user, contact, stanza->kind, true);
    if (stanza->kind == ADSUM_SUBSCRIBE)
        return blocked ? 0 : asked(service, &half, stanza);
    if (stanza->kind == ADSUM_SUBSCRIBED && blocked)
        return 0;
    return informed(service, &half, stanza, blocked);
}

static int say(struct adsum_service *service, uint32_t user, uint32_t contact,
               uint32_t kind)
{
    struct stanza stanza = {.kind = kind};

    return go_on(service, user, contact, &stanza);
}

int adsum_subscribe_remove(struct adsum_service *service, uint32_t user,
                           uint32_t contact)
{
    uint32_t facts = adsum_plan_bits(service, user, contact) & FACTS;
    bool shows = (facts & ADSUM_EDGE_FROM) != 0;
    bool asks = (facts & (ADSUM_EDGE_TO | ADSUM_EDGE_OUT)) != 0;
    int err = adsum_plan_item(service, user, contact, 0, 0);

    if (err == 0 && (facts & ADSUM_EDGE_IN) != 0)
        err = adsum_plan_request_gone(service, user, contact);
    if (err == 0 && shows)
        err = adsum_plan_see(service, ADSUM_STEP_HIDE, user, contact);
    if (err == 0 && shows)
        err = say(service, user, contact, ADSUM_UNSUBSCRIBED);
    if (err == 0 && asks)
        err = say(service, user, contact, ADSUM_UNSUBSCRIBE);
    if (err == 0 && (facts & ADSUM_EDGE_IN) != 0)
        err = say(service, user, contact, ADSUM_UNSUBSCRIBED);
    if (err == 0 && asks && adsum_entity_far(service, contact))
        err = adsum_plan_see(service, ADSUM_STEP_LOSE, user, contact);
    return err != 0 ? err : adsum_plan_push(service, user, contact, true);
}
