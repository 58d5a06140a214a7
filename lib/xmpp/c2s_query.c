/*
 * IQs that are answered here: to the service, to the client's own account, and
 * to other accounts as far as the client may see them. XEP-0012, 0030, 0092,
 * 0199; RFC 6121 8.5.1, 8.5.2.1.3.
 */
#include "c2s.h"

#include "words.h"

#define SPACE_INFO    "http://jabber.org/protocol/disco#info"
#define SPACE_ITEMS   "http://jabber.org/protocol/disco#items"
#define SPACE_LAST    "jabber:iq:last"
#define SPACE_VERSION "jabber:iq:version"

/* Whom it is to. A stranger may not see, or is no account at all: the same. */
enum { AT_SERVICE = 1, AT_OWN = 2, AT_SEEN = 4, AT_STRANGER = 8 };

struct query {
    struct request *request;
    uint32_t at;
};

static struct adsum_xml_writer *begin(struct query *query, const char *space)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(query->request->stream);

    adsum_stanza_write_result(writer, &query->request->stanza);
    if (space != NULL)
        adsum_xml_write_start(writer, "query", space);
    return writer;
}

static int finish(struct query *query, struct adsum_xml_writer *writer)
{
    while (writer->error == 0 && writer->depth != 0)
        adsum_xml_write_end(writer);
    adsum_c2s_send_stanza(query->request->stream);
    return 0;
}

static int ping(struct query *query)
{
    return finish(query, begin(query, NULL));
}

static void write_word(struct adsum_xml_writer *writer, const char *name,
                       struct adsum_text text)
{
    adsum_xml_write_start(writer, name, SPACE_VERSION);
    adsum_xml_write_text(writer, text);
    adsum_xml_write_end(writer);
}

static int version(struct query *query)
{
    const struct adsum_c2s_options *options =
        &query->request->stream->c2s->options;
    struct adsum_xml_writer *writer;

    if (options->name.length == 0)
        return ADSUM_ERR_NOT_FOUND;
    writer = begin(query, SPACE_VERSION);
    write_word(writer, "name", options->name);
    write_word(writer, "version", options->version);
    return finish(query, writer);
}

static bool is_online(const struct query *query)
{
    const struct adsum_service *service = query->request->stream->c2s->service;
    uint64_t session = 0;

    while (adsum_session_next(service, query->request->stanza.to, session,
                              &session) == 0) {
        struct adsum_session_info info = {.size = sizeof info};

        if (adsum_session_get(service, session, &info) == 0 && info.available)
            return true;
    }
    return false;
}

/* When it was there last; 0: it is not known. */
static uint64_t last_ms(const struct query *query)
{
    const struct adsum_c2s *c2s = query->request->stream->c2s;
    struct adsum_user_info info = {.size = sizeof info};

    if (query->at == AT_SERVICE)
        return c2s->began_ms;
    if (is_online(query))
        return c2s->now_ms;
    return adsum_user_get(c2s->service, query->request->stanza.to, &info) == 0
               ? info.last_ms
               : 0;
}

static int last(struct query *query)
{
    uint64_t at_ms = last_ms(query),
             now_ms = query->request->stream->c2s->now_ms;
    char digits[ADSUM_STANZA_VERSION_BYTES];
    struct adsum_xml_writer *writer;

    if (at_ms == 0)
        return ADSUM_ERR_NOT_FOUND;
    writer = begin(query, SPACE_LAST);
    adsum_xml_write_attribute(
        writer, "seconds",
        adsum_stanza_version(at_ms < now_ms ? (now_ms - at_ms) / 1000 : 0,
                             digits));
    return finish(query, writer);
}

static int items(struct query *query);
static int info(struct query *query);

static const struct {
    const char *name, *space;
    uint32_t at;
    int (*answer)(struct query *query);
} rows[] = {
    {"query", SPACE_INFO, AT_SERVICE | AT_OWN | AT_SEEN, info},
    {"query", SPACE_ITEMS, AT_SERVICE | AT_OWN | AT_SEEN, items},
    {"query", SPACE_LAST, AT_SERVICE | AT_OWN | AT_SEEN, last},
    {"query", SPACE_VERSION, AT_SERVICE, version},
    {"ping", SPACE_PING, AT_SERVICE | AT_OWN, ping},
};

/* Of what other files do. */
static const struct {
    const char *feature;
    uint32_t at;
} others[] = {
    {"urn:xmpp:blocking", AT_SERVICE},
    {"msgoffline", AT_SERVICE}, /* XEP-0160 */
};

/* No nodes: XEP-0030 7. */
static bool has_node(const struct query *query, const char *space)
{
    const struct adsum_xml_element *element =
        adsum_xml_child(query->request->element, "query", space);

    return adsum_xml_value(element, "node", NULL).length != 0;
}

static int item_not_found(struct query *query)
{
    adsum_c2s_refuse(query->request, ADSUM_STANZA_ERROR_ITEM_NOT_FOUND);
    return 0;
}

static void write_identity(struct query *query, struct adsum_xml_writer *writer)
{
    bool service = query->at == AT_SERVICE;
    struct adsum_text name = query->request->stream->c2s->options.name;

    adsum_xml_write_start(writer, "identity", SPACE_INFO);
    adsum_xml_write_attribute(writer, "category",
                              adsum_text_of(service ? "server" : "account"));
    adsum_xml_write_attribute(writer, "type",
                              adsum_text_of(service ? "im" : "registered"));
    if (service && name.length != 0)
        adsum_xml_write_attribute(writer, "name", name);
    adsum_xml_write_end(writer);
}

static void write_feature(struct adsum_xml_writer *writer, const char *feature)
{
    adsum_xml_write_start(writer, "feature", SPACE_INFO);
    adsum_xml_write_attribute(writer, "var", adsum_text_of(feature));
    adsum_xml_write_end(writer);
}

static bool is_offered(const struct adsum_c2s *c2s, const char *feature)
{
    struct adsum_text text = adsum_text_of(feature);

    return (c2s->options.name.length != 0 ||
            !adsum_text_is(text, SPACE_VERSION)) &&
           (c2s->host.available != NULL || !adsum_text_is(text, "msgoffline"));
}

static int info(struct query *query)
{
    const struct adsum_c2s *c2s = query->request->stream->c2s;
    struct adsum_xml_writer *writer;

    if (has_node(query, SPACE_INFO))
        return item_not_found(query);
    writer = begin(query, SPACE_INFO);
    write_identity(query, writer);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((rows[i].at & query->at) != 0 && is_offered(c2s, rows[i].space))
            write_feature(writer, rows[i].space);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if ((others[i].at & query->at) != 0 &&
            is_offered(c2s, others[i].feature))
            write_feature(writer, others[i].feature);
    return finish(query, writer);
}

/* An account's items are its available resources. */
static void write_items(struct query *query, struct adsum_xml_writer *writer)
{
    const struct adsum_service *service = query->request->stream->c2s->service;
    struct adsum_text account = query->request->stanza.to;
    uint64_t session = 0;

    while (adsum_session_next(service, account, session, &session) == 0) {
        struct adsum_session_info info = {.size = sizeof info};
        char buffer[ADSUM_ADDRESS_BYTES];

        if (adsum_session_get(service, session, &info) != 0 || !info.available)
            continue;
        adsum_xml_write_start(writer, "item", SPACE_ITEMS);
        adsum_xml_write_attribute(writer, "jid",
                                  adsum_c2s_address(&info, buffer));
        adsum_xml_write_end(writer);
    }
}

static int items(struct query *query)
{
    struct adsum_xml_writer *writer;

    if (has_node(query, SPACE_ITEMS))
        return item_not_found(query);
    writer = begin(query, SPACE_ITEMS);
    if (query->at != AT_SERVICE)
        write_items(query, writer);
    return finish(query, writer);
}

/* Of a user who is not loaded, too: whoever is none is a stranger. */
static uint32_t how_seen(const struct request *request)
{
    struct adsum_c2s *c2s = request->stream->c2s;
    struct adsum_permit permit = {.view = 0};
    int err = adsum_service_may_see(c2s->service, request->full,
                                    request->stanza.to, &permit);

    if (err == ADSUM_ERR_ABSENT &&
        c2s->host.load(c2s->user, &request->stanza.to) == 0)
        err = adsum_service_may_see(c2s->service, request->full,
                                    request->stanza.to, &permit);
    return err == 0 && permit.view == ADSUM_VIEW_ALL &&
                   permit.reason == ADSUM_PERMIT_SUBSCRIBED
               ? AT_SEEN
               : AT_STRANGER;
}

/* 0: it is not to anybody here. */
static uint32_t where(const struct request *request)
{
    struct adsum_address to;
    const struct adsum_c2s *c2s = request->stream->c2s;

    if (adsum_address_split(request->stanza.to, &to) != 0 ||
        adsum_c2s_domain_find(c2s, to.domain) == c2s->options.domain_count)
        return 0;
    if (to.local.length == 0)
        return AT_SERVICE;
    return adsum_text_same(to.bare, request->bare) ? AT_OWN : how_seen(request);
}

int adsum_c2s_ask(struct request *request)
{
    struct query query = {request, where(request)};
    const struct adsum_xml_element *element = request->element;
    bool get = request->stanza.notice.type == ADSUM_TYPE_GET;
    int err = ADSUM_ERR_NOT_FOUND;

    if (query.at == 0) {
        adsum_c2s_refuse(request, ADSUM_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND);
        return 0;
    }
    for (size_t i = 0; get && i < sizeof rows / sizeof *rows; i++)
        if ((rows[i].at & query.at) != 0 &&
            adsum_xml_child(element, rows[i].name, rows[i].space) != NULL)
            err = rows[i].answer(&query);
    if (err != 0)
        adsum_c2s_refuse(request,
                         query.at == AT_STRANGER && get &&
                                 adsum_xml_child(element, "query", SPACE_LAST)
                             ? ADSUM_STANZA_ERROR_FORBIDDEN /* XEP-0012 4 */
                             : ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE);
    return 0;
}
