/* What a person's core and client ask of it: it notes it down. */
#include "client_rig_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(struct person *person, const struct line *line)
{
    if (person->note_length + line->length + 2 > sizeof person->notes) {
        person->note_length = person->note_read = 0;
        assert_true(person->lenient);
    }
    memcpy(person->notes + person->note_length, line->text, line->length);
    person->note_length += line->length;
    person->notes[person->note_length++] = '\n';
    person->notes[person->note_length] = '\0';
}

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    struct person *person = user;
    void *made;

    if (new_size > old_size && ++person->allocations == person->fail_at)
        return NULL;
    person->held += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    made = must_have(block, new_size);
    if (new_size > old_size)
        memset((char *)made + old_size, 0xa5, new_size - old_size);
    return made;
}

static uint32_t output(void *user, uint64_t context, const void *bytes,
                       uint32_t length)
{
    struct person *person = user;

    assert_int_equal(context, 7);
    assert_true(person->connected);
    assert_int_not_equal(length, 0);
    if (person->output_answer != ADSUM_CLIENT_TAKEN)
        return person->output_answer;
    if (person->length + length >= person->capacity) {
        person->capacity = 2 * (person->length + length) + 100;
        person->output = must_have(person->output, person->capacity);
    }
    memcpy(person->output + person->length, bytes, length);
    person->length += length;
    person->output[person->length] = '\0';
    return ADSUM_CLIENT_TAKEN;
}

static void secure(void *user, uint64_t context,
                   const struct adsum_text *domain)
{
    struct person *person = user;

    assert_int_equal(context, 7);
    assert_true(same_text(*domain, adsum_text_of("example.net")));
    assert_false(person->secures);
    person->secures = true;
}

static void closed(void *user, uint64_t context,
                   const struct adsum_client_end *end)
{
    static const char *const reasons[] = {
        "",     "in-order", "lost",   "silent", "no-memory",
        "told", "wrong",    "no-tls", "sasl",   "sasl-failed",
        "bind", "session",  "ended"};
    struct person *person = user;
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_int_equal(end->size, sizeof *end);
    assert_true(person->connected);
    person->connected = person->secures = false;
    line_add(&line, "closed %s", reasons[end->reason]);
    if (end->reason == ADSUM_CLIENT_END_TOLD ||
        end->reason == ADSUM_CLIENT_END_WRONG)
        line_add(&line, " %s", adsum_xml_condition(end->detail));
    else if (end->reason == ADSUM_CLIENT_END_SASL)
        line_add(&line, " %s",
                 adsum_sasl_name(ADSUM_SASL_NAMES_REASON, end->detail));
    else if (end->reason == ADSUM_CLIENT_END_SASL_FAILED)
        line_add(&line, " %s",
                 adsum_sasl_name(ADSUM_SASL_NAMES_CONDITION, end->detail));
    else if (end->reason == ADSUM_CLIENT_END_BIND)
        line_add(&line, " %s", adsum_stanza_error(end->detail));
    if (end->err != 0) {
        line_add(&line, " ");
        words_write_answer(&line, end->err);
    }
    if (end->resumable != 0)
        line_add(&line, " resumable");
    if (end->host.length != 0) {
        line_add(&line, " host ");
        line_add_text(&line, end->host);
    }
    note(person, &line);
}

/* From words "juliet@example.net both". */
static int load_rows(struct person *person, const struct adsum_text *address)
{
    struct words_item items[8];
    struct adsum_change rows[8] = {{.kind = 0}};
    uint32_t count = 0;

    for (; person->rows != NULL && person->rows[count] != NULL; count++) {
        words_read_item(person->rows[count], &items[count]);
        rows[count].kind = ADSUM_CHANGE_ITEM;
        rows[count].item = &items[count].item;
        rows[count].contact = items[count].item.contact;
    }
    return adsum_user_load(
        person->core, *address,
        person->forgets ? ADSUM_USER_KEPT : ADSUM_USER_MIRRORED, rows, count);
}

static int32_t load(void *user, const struct adsum_text *address)
{
    return load_rows(user, address);
}

static void authenticated(void *user, uint64_t context, uint32_t mechanism,
                          uint32_t binding, uint32_t guarded)
{
    struct person *person = user;
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    person->mechanism = mechanism;
    line_add(&line, "authenticated %s %s%s",
             adsum_sasl_name(ADSUM_SASL_NAMES_MECHANISM, mechanism),
             binding != 0 ? adsum_sasl_name(ADSUM_SASL_NAMES_BINDING, binding)
                          : "-",
             guarded != 0 ? " guarded" : "");
    note(person, &line);
}

static void bound(void *user, uint64_t context, uint64_t session,
                  const struct adsum_text *address, uint32_t resumed)
{
    struct person *person = user;
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_true(resumed == 0 || person->session == session);
    person->session = session;
    line_add(&line, "%s ", resumed != 0 ? "resumed" : "bound");
    line_add_text(&line, *address);
    note(person, &line);
    if (resumed == 0 && person->publishes[0] != '\0')
        person_publishes(person, person->publishes);
}

static void ended(void *user, uint64_t context, uint64_t session)
{
    struct person *person = user;
    struct adsum_session_info info = {.size = sizeof info};
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_int_equal(person->session, session);
    assert_int_equal(adsum_session_get(person->core, session, &info),
                     ADSUM_ERR_STALE);
    person->session = 0;
    line_add(&line, "ended");
    note(person, &line);
}

static void unsent(void *user, uint64_t context,
                   const struct adsum_text *stanza, uint64_t since_ms)
{
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_int_not_equal(since_ms, 0);
    line_add(&line, "unsent ");
    line_add_text(&line, *stanza);
    note(user, &line);
}

static void roster(void *user, uint64_t context,
                   const struct adsum_notice *notice,
                   const struct adsum_text *version, int32_t err)
{
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    line_add(&line, "roster ");
    if (err != 0)
        words_write_answer(&line, err);
    else if (notice == NULL)
        line_add(&line, "same");
    else
        line_add(&line, "%s %u", notice->kind == ADSUM_ROSTER ? "all" : "push",
                 notice->item_count);
    line_add(&line, " ver=");
    line_add_text(&line, *version);
    note(user, &line);
}

static void line_add_stanza(struct line *line, const char *what,
                            const struct adsum_stanza *stanza)
{
    line_add(line, "%s ", what);
    line_add_text(line, stanza->from);
    line_add(line, " id=");
    line_add_text(line, stanza->id);
}

static void message(void *user, uint64_t context,
                    const struct adsum_stanza *stanza,
                    const struct adsum_xml_element *element)
{
    const struct adsum_xml_element *body =
        adsum_xml_child(element, "body", ADSUM_XML_CLIENT);
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_int_equal(stanza->notice.kind, ADSUM_MESSAGE);
    line_add_stanza(&line, "message", stanza);
    line_add(&line, " ");
    if (body != NULL)
        line_add_text(&line, adsum_xml_text(body));
    note(user, &line);
}

static uint32_t asked(void *user, uint64_t context,
                      const struct adsum_stanza *stanza,
                      const struct adsum_xml_element *element, uint32_t seen)
{
    struct person *person = user;
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_non_null(element);
    line_add_stanza(&line, "asked", stanza);
    line_add(&line, seen != 0 ? " seen" : " stranger");
    note(person, &line);
    if (person->asked_answer != 0)
        assert_int_equal(adsum_client_answer(person->client, stanza->from,
                                             stanza->id, 0,
                                             adsum_text_of("<x xmlns='u:y'/>")),
                         0);
    return person->asked_answer;
}

static void answered(void *user, uint64_t context, uint64_t token,
                     uint32_t outcome, const struct adsum_stanza *stanza,
                     const struct adsum_xml_element *element)
{
    static const char *const outcomes[] = {"", "result", "error", "timeout",
                                           "over"};
    struct line line = {.length = 0};

    assert_int_equal(context, 7);
    assert_true((stanza != NULL) == (outcome <= ADSUM_CLIENT_ERROR));
    assert_true((element != NULL) == (stanza != NULL));
    line_add(&line, "answered %u %s", (unsigned)token, outcomes[outcome]);
    if (outcome == ADSUM_CLIENT_ERROR)
        line_add(&line, " %s", adsum_stanza_error(stanza->error));
    note(user, &line);
}

const struct adsum_client_host person_host = {
    .size = sizeof person_host,
    .allocate = allocate,
    .output = output,
    .secure = secure,
    .closed = closed,
    .load = load,
    .authenticated = authenticated,
    .bound = bound,
    .ended = ended,
    .unsent = unsent,
    .roster = roster,
    .message = message,
    .asked = asked,
    .answered = answered,
};

static void deliver(void *user, const struct adsum_notice *notice,
                    struct adsum_target *targets, uint32_t count)
{
    struct line line = {.length = 0};

    assert_int_equal(count, 1);
    assert_int_equal(targets->context, 7);
    words_write_notice(&line, notice);
    note(user, &line);
}

static uint32_t route(void *user, const struct adsum_text *destination,
                      const struct adsum_notice *notice,
                      const struct adsum_text *to, uint32_t count)
{
    struct person *person = user;

    assert_true(same_text(*destination, adsum_text_of("example.net")));
    return adsum_client_route(person->client, notice, to, count);
}

static int32_t save(void *user, const struct adsum_change *changes,
                    uint32_t count)
{
    (void)user;
    (void)changes;
    assert_int_equal(count, 0); /* a mirrored user's is its server's to save */
    return 0;
}

static void core_ended(void *user, uint64_t session, uint64_t context,
                       uint32_t reason)
{
    struct person *person = user;

    assert_int_equal(context, 7);
    assert_int_equal(person->session, session);
    adsum_client_ended(person->client, reason);
}

const struct adsum_host person_core_host = {
    .size = sizeof person_core_host,
    .allocate = allocate,
    .deliver = deliver,
    .route = route,
    .save = save,
    .ended = core_ended,
};
