#include "client_rig_host.h"

#include <adsum/tls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int32_t random_bytes(void *user, void *ret, uint32_t length)
{
    uint64_t *state = &((struct person *)user)->random;

    for (uint32_t i = 0; i < length; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        ((uint8_t *)ret)[i] = (uint8_t)(*state >> 56);
    }
    return 0;
}

void person_init(struct person *person, struct c2s_rig *rig, const char *name)
{
    static struct adsum_crypto crypto;

    crypto = *adsum_tls_crypto();
    crypto.random = random_bytes;
    memset(person, 0, sizeof *person);
    person->rig = rig;
    person->host = person_host;
    person->core_host = person_core_host;
    person->now_ms = NOW_MS;
    person->limits.size = sizeof person->limits;
    person->limits.idle_ms = ADSUM_LIMIT_NOTHING;
    person->core_options =
        (struct adsum_options){.size = sizeof person->core_options,
                               .limits = &person->limits,
                               .domain_count = 1};
    (void)snprintf(person->name, sizeof person->name, "%s@example.net", name);
    person->account = (struct adsum_sasl_account){
        .size = sizeof person->account,
        .least_iterations = 1,
        .crypto = &crypto,
        .crypto_user = person,
        .name = {person->name, (uint32_t)strlen(name)},
        .password = adsum_text_of("pencil")};
    person->options =
        (struct adsum_client_options){.size = sizeof person->options,
                                      .address = adsum_text_of(person->name),
                                      .resource = adsum_text_of("x"),
                                      .account = &person->account};
    person->channel = (struct adsum_sasl_channel){
        .size = sizeof person->channel,
        .encrypted = 1,
        .tls_exporter = adsum_text_of("exported from this channel"),
        .tls_server_end_point = adsum_text_of("of a certificate")};
}

bool person_start(struct person *person)
{
    static const struct adsum_text domain = {"here", 4};
    int err;

    person->core_options.domains = &domain;
    err = adsum_service_new(&person->core_host, person, &person->core_options,
                            &person->core);
    if (err == 0)
        err = adsum_client_new(&person->host, person, 7, &person->options,
                               person->core, &person->client);
    if (!person->lenient)
        assert_int_equal(err, 0);
    if (err == 0)
        person_waits(person, 0);
    return err == 0;
}

void person_deinit(struct person *person)
{
    adsum_client_free(person->client);
    person->client = NULL;
    assert_false(person->connected);
    assert_int_equal(person->session, 0);
    person_talks(person);
    adsum_service_free(person->core);
    assert_int_equal(person->held, 0);
    free(person->output);
}

void person_loses(struct person *person)
{
    if (person->wire != NULL && !person->wire->closed)
        client_vanishes(person->wire);
    person->wire = NULL;
    person->read = person->length;
    if (person->client != NULL)
        adsum_client_lost(person->client);
    assert_false(person->connected);
}

static uint32_t chunk(const struct person *person, size_t left)
{
    uint32_t size = person->rig == NULL || person->rig->chunk == 0 ? UINT32_MAX
                    : person->rig->chunk == 1u << 31u
                        ? 1 + (uint32_t)rand() % 40
                        : person->rig->chunk;

    return size < left ? size : (uint32_t)left;
}

static void feed(struct person *person, const char *bytes, size_t length)
{
    while (length != 0 && person->connected) {
        uint32_t part = chunk(person, length);
        char *copy = must_have(NULL, part); /* and nothing behind it */
        int err;

        memcpy(copy, bytes, part);
        err = adsum_client_feed(person->client, copy, part);
        free(copy);
        if (!person->lenient)
            assert_int_equal(err, 0);
        bytes += part;
        length -= part;
    }
}

void person_hears(struct person *person, const char *text)
{
    feed(person, text, strlen(text));
}

/* What a man in the middle takes away. */
static void tamper(const struct person *person, char *text)
{
    size_t length = strlen(person->cut);
    char *at = length == 0 ? NULL : strstr(text, person->cut);

    if (at != NULL)
        memmove(at, at + length, strlen(at + length) + 1);
}

static bool say(struct person *person)
{
    size_t from = person->read;

    person->read = person->length;
    if (from == person->length || person->wire == NULL)
        return false;
    client_says_bytes(person->wire, person->output + from,
                      person->length - from);
    return true;
}

static bool hear(struct person *person)
{
    char *heard;
    bool any;

    if (person->wire == NULL)
        return false;
    heard = copy_text(adsum_text_of(client_heard(person->wire)));
    any = heard[0] != '\0';
    tamper(person, heard);
    feed(person, heard, strlen(heard));
    free(heard);
    return any;
}

/* TLS, once both ends want it. */
static bool handshake(struct person *person)
{
    if (!person->secures || person->wire == NULL || !person->wire->secures)
        return false;
    person->secures = person->wire->secures = false;
    assert_int_equal(adsum_c2s_secured(person->wire->stream,
                                       &person->rig->channel,
                                       adsum_text_of("example.net")),
                     0);
    assert_int_equal(adsum_client_secured(person->client, &person->channel), 0);
    return true;
}

static bool hang_up(struct person *person)
{
    if (person->wire == NULL || (person->connected && !person->wire->closed))
        return false;
    person_loses(person);
    return true;
}

static bool step(struct person *person)
{
    bool any = say(person);

    any |= hear(person);
    any |= handshake(person);
    return any || hang_up(person);
}

void person_talk(struct person *const *people, uint32_t count)
{
    bool any = true;

    for (uint32_t rounds = 0; any; rounds++) {
        assert_in_range(rounds, 0, 1000);
        any = false;
        for (uint32_t i = 0; i < count; i++)
            any |= step(people[i]);
    }
}

void person_talks(struct person *person)
{
    if (person->rig != NULL)
        person_talk(&person, 1);
}

void person_connect(struct person *person)
{
    int err;

    if (person->rig != NULL)
        person->wire =
            c2s_rig_open(person->rig, person->clear ? ADSUM_C2S_CLEAR : 0);
    person->connected = true;
    err = adsum_client_open(person->client, NULL);
    if (err != 0 && person->lenient)
        person->connected = false;
    else
        assert_int_equal(err, 0);
    person_talks(person);
}

void person_waits(struct person *person, uint64_t ms)
{
    uint64_t core_ms;

    person->now_ms += ms;
    assert_int_equal(
        adsum_service_advance(person->core, person->now_ms, &core_ms), 0);
    adsum_client_advance(person->client, person->now_ms, &person->next_ms);
    assert_true(person->next_ms > person->now_ms);
}

void person_publishes(struct person *person, const char *presence)
{
    struct words_presence words;
    int err;

    words_read_presence(presence, &words);
    err = adsum_session_publish(person->core, person->session, &words.presence);
    if (!person->lenient)
        assert_int_equal(err, 0);
}

void person_sends(struct person *person, const char *to, const char *notice)
{
    struct words_notice words;
    int err;

    words_read_notice(notice, &words);
    err = adsum_session_send(person->core, person->session, adsum_text_of(to),
                             &words.notice);
    if (!person->lenient)
        assert_int_equal(err, 0);
}

const char *person_noted(struct person *person)
{
    size_t from = person->note_read;

    person->note_read = person->note_length;
    return person->notes + from;
}

static void expect(const char *what, const char *got, const char *pattern)
{
    if (c2s_like(got, pattern))
        return;
    print_error("%s:  %s\nwanted: %s\n", what, got, pattern);
    fail();
}

void person_notes(struct person *person, const char *pattern)
{
    const char *noted = person_noted(person);

    if (!person->lenient)
        expect("noted", noted, pattern);
}

const char *person_said(struct person *person)
{
    size_t from = person->read;

    person->read = person->length;
    return person->output != NULL ? person->output + from : "";
}

void person_says(struct person *person, const char *pattern)
{
    expect("said", person_said(person), pattern);
}

void person_said_id(struct person *person, char *ret, size_t capacity)
{
    const char *at = person->output, *next, *end;

    while ((next = strstr(at + 1, " id='")) != NULL)
        at = next;
    at += 5;
    end = strchr(at, '\'');
    assert_non_null(end);
    (void)snprintf(ret, capacity, "%.*s", (int)(end - at), at);
}

void person_answers(struct person *person, const char *rest)
{
    char id[100], text[2000];

    person_said_id(person, id, sizeof id);
    (void)snprintf(text, sizeof text, "<iq id='%s' %s", id, rest);
    person_hears(person, text);
}

void person_is_in(struct person *person, const char *features)
{
    char text[1000];

    person->account.mechanisms = ADSUM_SASL_PLAIN;
    person->connected = true;
    assert_int_equal(adsum_client_open(person->client, &person->channel), 0);
    person_hears(person, SERVER_HEADER
                 "<stream:features><mechanisms xmlns='"
                 "urn:ietf:params:xml:ns:"
                 "xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>"
                 "</stream:features><success "
                 "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
    (void)person_said(person);
    (void)snprintf(text, sizeof text,
                   SERVER_HEADER "<stream:features>" BIND
                                 "%s</stream:features>",
                   features);
    person_hears(person, text);
}

void person_is_bound(struct person *person, const char *features)
{
    char text[300];

    person_is_in(person, features);
    person_says(person, "<iq id='*' type='set'><bind *");
    (void)snprintf(text, sizeof text,
                   "type='result'><bind "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>%s/x</jid>"
                   "</bind></iq>",
                   person->name);
    person_answers(person, text);
    person_answers(person,
                   "type='result'><query xmlns='jabber:iq:roster'/></iq>");
    (void)person_said(person);
    (void)person_noted(person);
}

void person_has_roster(struct person *person, const char *pattern)
{
    struct adsum_walk walk = {.size = sizeof walk};
    struct line line = {.length = 0};
    struct adsum_item item;

    assert_int_equal(adsum_roster_walk(person->core,
                                       adsum_text_of(person->name),
                                       ADSUM_WALK_ROSTER, &walk),
                     0);
    while (adsum_roster_next(person->core, &walk, &item) == 0) {
        words_write_item(&line, &item);
        line_add(&line, "\n");
    }
    expect("roster", line.text, pattern);
}

uint32_t person_sees(struct person *person, const char *contact)
{
    struct adsum_picture picture = {.size = sizeof picture};
    struct adsum_client_info info = {.size = sizeof info};

    assert_int_equal(adsum_client_get(person->client, &info), 0);
    assert_int_equal(adsum_picture_compose(person->core, info.address,
                                           adsum_text_of(contact), 0, NULL, 0,
                                           &picture),
                     0);
    return picture.total;
}
