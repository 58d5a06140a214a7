/*
 * People: each a core, and a client of an account in it. Their server is a
 * whole one, the rig's of c2s_rig.h, or what the test says in its place.
 *
 *     struct person romeo;
 *
 *     person_init(&romeo, rig, "romeo");   change options here
 *     person_start(&romeo);
 *     person_connect(&romeo);              and all is said that is to be said
 *     person_notes(&romeo, "authenticated *\n"
 *                          "bound romeo@example.net/x\n"
 *                          "roster *\n");
 *     person_deinit(&romeo);               all is given back
 *
 * Without a server (rig is NULL):
 *
 *     person_hears(&romeo, "<stream:features>...");
 *     person_says(&romeo, "<starttls *");
 */
#ifndef CLIENT_RIG_H
#define CLIENT_RIG_H

#include "c2s_rig.h"
#include <adsum/client.h>

enum { NOTES_BYTES = 65536 };

struct person {
    struct c2s_rig *rig;
    struct adsum_limits limits;
    struct adsum_host core_host;
    struct adsum_options core_options;
    struct adsum_client_host host;
    struct adsum_client_options options;
    struct adsum_sasl_account account;
    struct adsum_sasl_channel channel;
    struct adsum_service *core;
    struct adsum_client *client;
    struct client *wire; /* the connection; NULL: none */
    char name[40];       /* its address */
    char *output;        /* what was said; terminated */
    size_t length, capacity, read;
    char notes[NOTES_BYTES]; /* what the callbacks were told, by line */
    size_t note_length, note_read;
    const char *const *rows; /* items that load() gives; ends with NULL */
    uint64_t session;
    uint64_t now_ms, next_ms;
    uint64_t random;
    size_t held;
    uint32_t allocations;
    uint32_t fail_at; /* which allocation is refused; 0: none */
    uint32_t mechanism;
    uint32_t asked_answer;
    uint32_t output_answer;
    char cut[100];      /* what the server's words are made to lack */
    char publishes[40]; /* a presence, as soon as it is bound */
    bool connected, secures, lenient, clear, forgets;
};

/** @rig  NULL: no server */
void person_init(struct person *person, struct c2s_rig *rig, const char *name);
/** False: memory was refused. */
bool person_start(struct person *person);
void person_deinit(struct person *person);

/** A connection, and all that follows. */
void person_connect(struct person *person);
/** It is gone, at both ends. */
void person_loses(struct person *person);
/** Let everybody hear what was said, until nobody says more. */
void person_talk(struct person *const *people, uint32_t count);
void person_talks(struct person *person);
void person_waits(struct person *person, uint64_t ms);

/** Calls of the core, by words.h. */
void person_publishes(struct person *person, const char *presence);
void person_sends(struct person *person, const char *to, const char *notice);

/** Exactly this was noted since; * stands for anything. */
void person_notes(struct person *person, const char *pattern);
const char *person_noted(struct person *person);

/** Without a server: it says this; exactly this was said since. */
void person_hears(struct person *person, const char *text);
void person_says(struct person *person, const char *pattern);
const char *person_said(struct person *person);
/** Connected, secured, authenticated, by a server of so many features. */
void person_is_in(struct person *person, const char *features);
/** And bound, with an empty roster. */
void person_is_bound(struct person *person, const char *features);
/** The id of what was said last. */
void person_said_id(struct person *person, char *ret, size_t capacity);

/** The server says <iq with that id and this behind it. */
void person_answers(struct person *person, const char *rest);

/** The roster, by lines of words.h, in no order. */
void person_has_roster(struct person *person, const char *pattern);
/** How many resources of a contact are seen. */
uint32_t person_sees(struct person *person, const char *contact);

#define SERVER_HEADER                                                      \
    "<?xml version='1.0'?><stream:stream from='example.net' id='s' "       \
    "version='1.0' xmlns='jabber:client' xmlns:stream='" ADSUM_XML_STREAMS \
    "'>"
#define SM   "<sm xmlns='urn:xmpp:sm:3'/>"
#define VER  "<ver xmlns='urn:xmpp:features:rosterver'/>"
#define CSI  "<csi xmlns='urn:xmpp:csi:0'/>"
#define BIND "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"

#endif
