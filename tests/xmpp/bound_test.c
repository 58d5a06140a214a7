/*
 * Too little room, no memory, too much at once: always a clear answer, and
 * nothing half done.
 */
#include "cmocka_all.h"
#include "stanza_rig.h"
#include <stdlib.h>
#include <string.h>

enum { C = ADSUM_PEER_CLIENT, S = ADSUM_PEER_SERVER, A = ADSUM_PEER_ACCOUNT };

#define FROM_TO "from='juliet@example.com/balcony' to='romeo@example.net'"

static const struct {
    uint32_t peer;
    const char *stanza;
} stanzas[] = {
    {C, "<presence id='x'><show>away</show><status>a</status>"
        "<c xmlns='urn:c'>&lt;</c></presence>"},
    {C, "<presence type='subscribe' to='Juliet@Example.com'/>"},
    {C, "<message to='Juliet@Example.com'><body>hi</body></message>"},
    {C, "<iq type='get' id='i' to='a@b/c'><x xmlns='urn:x'/></iq>"},
    {C, "<iq type='set' id='i'><query xmlns='jabber:iq:roster'>"
        "<item jid='Nurse@Example.com' name='n'><group>g</group><group>h"
        "</group></item></query></iq>"},
    {C, "<iq type='set' id='i'><block xmlns='urn:xmpp:blocking'>"
        "<item jid='A@B'/><item jid='C@D/E'/></block></iq>"},
    {S, "<presence " FROM_TO "><status>a</status></presence>"},
    {S, "<presence " FROM_TO " type='error'/>"},
    {A, "<iq type='set' id='i'><query xmlns='jabber:iq:roster' ver='1'>"
        "<item jid='a@b' subscription='both'><group>g</group></item>"
        "</query></iq>"},
    {A, "<iq type='result' id='i'><query xmlns='jabber:iq:roster'>"
        "<item jid='a@b'><group>g</group></item><item jid='c@d'/>"
        "</query></iq>"},
};

/* As adsum_prep_address(): the text is made anew, and that may fail. */
static int fails_at, calls;

static int prepare(struct adsum_text text, char *buffer, uint32_t capacity,
                   struct adsum_text *ret, struct adsum_address *ret_parts)
{
    if (++calls == fails_at)
        return ADSUM_ERR_NO_MEMORY;
    if (text.length > capacity)
        return ADSUM_ERR_ROOM;
    for (uint32_t i = 0; i < text.length; i++)
        buffer[i] = text.bytes[i] >= 'A' && text.bytes[i] <= 'Z'
                        ? (char)(text.bytes[i] + 32)
                        : text.bytes[i];
    *ret = (struct adsum_text){buffer, text.length};
    return adsum_address_split(*ret, ret_parts);
}

/* With so much room. */
static struct adsum_stanza read_in(struct end *end, size_t i, uint32_t room)
{
    end_begin(end, stanzas[i].peer);
    end->options.prepare = prepare;
    end->room_bytes = room;
    return end_read(end, adsum_text_of(stanzas[i].stanza));
}

static void say(size_t i, uint32_t room, struct line *line)
{
    struct adsum_stanza stanza;
    struct end end;

    memset(line, 0, sizeof *line);
    stanza = read_in(&end, i, room);
    stanza_say(line, &stanza);
    end_end(&end);
}

static bool told_so(const struct adsum_stanza *stanza, uint32_t error)
{
    return (stanza->action == ADSUM_STANZA_REFUSE ||
            stanza->action == ADSUM_STANZA_IGNORE) &&
           stanza->error == error && stanza->notice.kind == 0 &&
           stanza->address_count == 0;
}

static void a_room_of_every_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stanzas); i++) {
        struct line whole, line;
        uint32_t room = 1;

        say(i, 0, &whole);
        for (;; room++) {
            struct end end;
            struct adsum_stanza stanza = read_in(&end, i, room);
            bool told = told_so(&stanza, ADSUM_STANZA_ERROR_POLICY_VIOLATION);

            end_end(&end);
            if (!told)
                break;
        }
        assert_true(room > 20 && room < 1000);
        for (uint32_t more = 0; more < 20; more++) {
            say(i, room + more, &line);
            assert_string_equal(line.text, whole.text);
        }
    }
}

static void addresses_that_memory_cannot_hold(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stanzas); i++) {
        struct end end;
        int count;

        calls = fails_at = 0;
        (void)read_in(&end, i, 0);
        end_end(&end);
        count = calls;
        for (fails_at = 1; fails_at <= count; fails_at++) {
            struct adsum_stanza stanza;

            calls = 0;
            stanza = read_in(&end, i, 0);
            assert_true(
                told_so(&stanza, ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT));
            end_end(&end);
        }
        fails_at = 0;
    }
}

static void options_are_checked(void **state)
{
    static const struct {
        uint32_t size, peer;
        const char *address;
    } wrong[] = {
        {0, C, "a@b/c"},
        {sizeof(struct adsum_stanza_options) - 1, C, "a@b/c"},
        {sizeof(struct adsum_stanza_options) + 8, C, "a@b/c"},
        {sizeof(struct adsum_stanza_options), A + 1, "a@b/c"},
        {sizeof(struct adsum_stanza_options), C, ""},
        {sizeof(struct adsum_stanza_options), C, "a@b"},
        {sizeof(struct adsum_stanza_options), A, "a@b"},
        {sizeof(struct adsum_stanza_options), A, "@"},
    };
    struct adsum_xml_element element = {.name = {"x", 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct adsum_stanza_options options = {
            .size = wrong[i].size,
            .peer = wrong[i].peer,
            .address = adsum_text_of(wrong[i].address)};
        struct adsum_stanza stanza = {.size = 77};

        assert_int_equal(
            adsum_stanza_read(&options, &element, NULL, 0, &stanza),
            ADSUM_ERR_INVALID);
        assert_int_equal(stanza.size, 77);
    }
}

static void repeat(struct line *line, const char *form, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        line_add(line, form, i);
}

static uint32_t error_of(const char *stanza)
{
    struct adsum_stanza read;
    struct end end;
    uint32_t error;

    end_begin(&end, C);
    read = end_read(&end, adsum_text_of(stanza));
    error = read.error;
    end_end(&end);
    return error;
}

/* The defaults of stanza.h: so many are taken, one more is not. */
static const struct {
    const char *head, *form, *tail;
    unsigned most;
    uint32_t error;
} defaults[] = {
    {"<presence>", "<x%u/>", "</presence>", 8,
     ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {"<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='a@b'>",
     "<group>%u</group>", "</item></query></iq>", 16,
     ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
    {"<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='a@b' "
     "name='",
     "x", "'/></query></iq>", 1023, ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
    {"<iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='a@b'>"
     "<group>",
     "x", "</group></item></query></iq>", 1023,
     ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
};

static void the_defaults_are_what_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(defaults); i++)
        for (unsigned over = 0; over < 2; over++) {
            struct line line = {.length = 0};

            line_add(&line, "%s", defaults[i].head);
            repeat(&line, defaults[i].form, defaults[i].most + over);
            line_add(&line, "%s", defaults[i].tail);
            assert_int_equal(error_of(line.text), over ? defaults[i].error : 0);
        }
}

static void a_thousand_addresses(void **state)
{
    static const char head[] = "<iq type='set' id='r'><block "
                               "xmlns='urn:xmpp:blocking'>",
                      tail[] = "</block></iq>", item[] = "<item jid='a@b'/>";

    (void)state;
    for (size_t over = 0; over < 2; over++) {
        size_t length = sizeof head + sizeof tail + 1001 * sizeof item;
        char *stanza = calloc(1, length);

        assert_non_null(stanza);
        strcpy(stanza, head);
        for (size_t i = 0; i < 1000 + over; i++)
            memcpy(stanza + sizeof head - 1 + i * (sizeof item - 1), item,
                   sizeof item);
        strcat(stanza + sizeof head - 1 + 999 * (sizeof item - 1), tail);
        assert_int_equal(error_of(stanza),
                         over ? ADSUM_STANZA_ERROR_POLICY_VIOLATION : 0);
        free(stanza);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_room_of_every_size),
        cmocka_unit_test(addresses_that_memory_cannot_hold),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(the_defaults_are_what_they_are),
        cmocka_unit_test(a_thousand_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
