/*
 * RFC 6121 Appendix A, as it stands there, and what goes with each change:
 * lib/README.md, "Subscriptions". A call does the near half, then the far half
 * where the contact is of the same node.
 */
#include "model.h"

#include <string.h>

enum { STATES = 9, SAME = -1 };

/*                                 N  NO   NI  NOI       T   TI     F     FO  B
 */
static const uint8_t states[STATES] = {0,       OUT,  IN,         OUT | IN, TO,
                                       TO | IN, FROM, FROM | OUT, TO | FROM};
enum { N, NO, NI, NOI, T, TI, F, FO, B };

/* Tables 2 to 5 and 6 to 9. */
static const int8_t tables[2][4][STATES] = {
    {{NO, SAME, NOI, SAME, SAME, SAME, FO, SAME, SAME},
     {SAME, SAME, F, FO, SAME, B, SAME, SAME, SAME},
     {SAME, N, SAME, NI, N, NI, SAME, F, F},
     {SAME, SAME, N, NO, SAME, T, N, NO, T}},
    {{NI, NOI, SAME, SAME, TI, SAME, SAME, SAME, SAME},
     {SAME, T, SAME, TI, SAME, SAME, SAME, B, SAME},
     {SAME, SAME, N, NO, SAME, T, N, NO, T},
     {SAME, N, SAME, NI, N, NI, SAME, F, F}}};

uint8_t rules_next(enum direction direction, uint8_t kind, uint8_t facts)
{
    for (int i = 0; i < STATES; i++)
        if (states[i] == facts) {
            int8_t next = tables[direction][kind - ADSUM_SUBSCRIBE][i];
            return next == SAME ? facts : states[next];
        }
    return facts;
}

/* One stanza on its way from one user to another. */
struct stanza {
    int from, to; /* names */
    uint8_t kind;
    int serial;
    bool anywhere, takes, announces, optional;
};

static void receive(struct model *model, struct stanza stanza);

static struct awaited awaited_of(const struct model *model,
                                 struct stanza stanza)
{
    return (struct awaited){.kind = stanza.kind,
                            .from = model->names[stanza.from].who,
                            .to = NOBODY,
                            .about = stanza.from,
                            .serial = stanza.serial,
                            .anywhere = stanza.anywhere,
                            .takes = stanza.takes,
                            .optional = stanza.optional,
                            .announces = stanza.announces};
}

static void pass_on(struct model *model, struct stanza stanza)
{
    struct name *from = &model->names[stanza.from];
    struct name *to = &model->names[stanza.to];
    if (to->node == from->node) {
        receive(model, stanza);
        return;
    }
    struct awaited awaited = awaited_of(model, stanza);
    awaited.to = to->who;
    await_route(model, from->node, awaited);
}

static void push_changed(struct model *model, int name, int contact,
                         struct image before)
{
    struct image now = image_of(&model->names[name].items[contact]);
    if (!image_equal(&now, &before))
        await_push(model, name, contact, false);
}

void request_drop(struct model *model, int name, int contact)
{
    struct name *user = &model->names[name];
    for (int i = 0; i < user->request_count; i++) {
        if (user->requests[i] != contact)
            continue;
        user->request_count--;
        memmove(&user->requests[i], &user->requests[i + 1],
                (size_t)(user->request_count - i) * sizeof user->requests[0]);
        break;
    }
    user->items[contact].request = 0;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].name == name)
            await_forgive(&model->sessions[i].awaited, ADSUM_SUBSCRIBE,
                          model->names[contact].who);
}

/*
 * A subscription wins over directed presence (4.6.1): granted, it stands in
 * its place; revoked, it takes that along. Of a session that is connected but
 * not available the RFC says nothing.
 */
static void end_relations(struct model *model, int name, int contact)
{
    bool granted = (model->names[name].items[contact].facts & FROM) != 0;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open || session->name != name)
            continue;
        for (int who = 0; who < model->who_count; who++) {
            struct relation *relation = &session->directed[who];
            if (relation->serial == 0 || model->who[who].name != contact)
                continue;
            if (session->available && replaced(model, session, who))
                relation->serial = 0;
            else
                relation->maybe |= !granted;
        }
        if (granted && shown(model, session))
            await_shown(model, contact);
        for (int j = 0; j < MOST_SESSIONS && !granted; j++)
            if (model->sessions[j].name == contact)
                await_withdraw(&model->sessions[j].awaited, ADSUM_PRESENCE,
                               session->who);
    }
}

static void send_pre_approval(struct model *model, int name, int contact,
                              uint8_t kind)
{
    struct item *item = &model->names[name].items[contact];
    struct image before = image_of(item);
    if (kind == ADSUM_UNSUBSCRIBED)
        item->approved = false;
    else if ((item->facts & FROM) == 0)
        item->approved = item->listed = true;
    push_changed(model, name, contact, before);
}

void rules_send(struct model *model, int name, int contact, uint8_t kind,
                int serial)
{
    struct item *item = &model->names[name].items[contact];
    struct image before = image_of(item);
    uint8_t old = item->facts, now = rules_next(OUTBOUND, kind, old);
    struct stanza stanza = {
        .from = name, .to = contact, .kind = kind, .serial = serial};
    bool asks = kind == ADSUM_SUBSCRIBE || kind == ADSUM_UNSUBSCRIBE;
    if (!asks && now == old) {
        send_pre_approval(model, name, contact, kind);
        return;
    }
    item->facts = now;
    item->listed |= now != old && kind != ADSUM_UNSUBSCRIBED;
    if (!asks)
        request_drop(model, name, contact);
    if (((now ^ old) & FROM) != 0)
        end_relations(model, name, contact);
    if (kind == ADSUM_UNSUBSCRIBED)
        item->approved = false;
    if (((now ^ old) & (TO | OUT)) != 0)
        sighting_end(model, name, contact);
    stanza.takes = (old & FROM) != 0 && (now & FROM) == 0;
    stanza.announces = (now & FROM) != 0 && (old & FROM) == 0;
    pass_on(model, stanza);
    /* An answer given at once changed it again, and was pushed with that. */
    if (item->facts != now)
        await_push(model, name, contact, true);
    else
        push_changed(model, name, contact, before);
}

static void answer(struct model *model, struct stanza stanza, uint8_t kind,
                   bool optional)
{
    struct stanza reply = {.from = stanza.to,
                           .to = stanza.from,
                           .kind = kind,
                           .optional = optional,
                           .takes = kind == ADSUM_UNSUBSCRIBED,
                           .announces = kind == ADSUM_SUBSCRIBED};
    pass_on(model, reply);
}

static int requests_of_domain(const struct model *model,
                              const struct name *user, int contact)
{
    const char *domain = model->who[model->names[contact].who].domain;
    int count = 0;
    for (int i = 0; i < user->request_count; i++) {
        int who = model->names[user->requests[i]].who;
        count += strcmp(model->who[who].domain, domain) == 0;
    }
    return count;
}

/* The newest, in the place of the first; which one waits already is free. */
static void replace_request(struct model *model, struct stanza stanza)
{
    int asker = model->names[stanza.from].who;
    model->names[stanza.to].items[stanza.from].request = stanza.serial;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        for (int j = 0; session->open && j < session->awaited.count; j++)
            if (session->name == stanza.to &&
                session->awaited.entries[j].kind == ADSUM_SUBSCRIBE &&
                session->awaited.entries[j].from == asker)
                session->awaited.entries[j].serial = 0;
    }
}

static void receive_request(struct model *model, struct stanza stanza)
{
    struct name *user = &model->names[stanza.to];
    struct item *item = &user->items[stanza.from];
    if ((item->facts & IN) != 0) {
        replace_request(model, stanza);
        return;
    }
    if ((uint32_t)user->request_count >= model->options.requests ||
        (uint32_t)requests_of_domain(model, user, stanza.from) >=
            model->options.domain_requests)
        return;
    item->facts |= IN;
    item->request = stanza.serial;
    user->requests[user->request_count++] = stanza.from;
    await_available(model, stanza.to, awaited_of(model, stanza));
}

static void receive_subscribe(struct model *model, struct stanza stanza)
{
    struct item *item = &model->names[stanza.to].items[stanza.from];
    struct image before = image_of(item);
    if ((item->facts & FROM) != 0) {
        for (int i = 0; i < MOST_SESSIONS; i++)
            if (model->sessions[i].open && model->sessions[i].name == stanza.to)
                await_shown(model, stanza.from);
        answer(model, stanza, ADSUM_SUBSCRIBED, false);
        return;
    }
    if (!item->approved) {
        receive_request(model, stanza);
        return;
    }
    if ((item->facts & IN) != 0)
        request_drop(model, stanza.to, stanza.from);
    item->facts = (uint8_t)((item->facts | FROM) & ~IN);
    item->approved = false; /* 3.4.2 leaves it free: it is used up */
    end_relations(model, stanza.to, stanza.from);
    answer(model, stanza, ADSUM_SUBSCRIBED, false);
    push_changed(model, stanza.to, stanza.from, before);
}

static void receive(struct model *model, struct stanza stanza)
{
    struct name *user = &model->names[stanza.to];
    struct item *item = &user->items[stanza.from];
    struct image before = image_of(item);
    bool blocked = blocks(model, user, model->names[stanza.from].who);
    if (!user->known)
        return;
    if (blocked &&
        (stanza.kind == ADSUM_SUBSCRIBE || stanza.kind == ADSUM_SUBSCRIBED))
        return;
    if (stanza.kind == ADSUM_SUBSCRIBE) {
        receive_subscribe(model, stanza);
        return;
    }
    uint8_t old = item->facts, now = rules_next(INBOUND, stanza.kind, old);
    if (now == old)
        return;
    item->facts = now;
    if ((old & IN) != 0 && (now & IN) == 0)
        request_drop(model, stanza.to, stanza.from);
    if (((now ^ old) & FROM) != 0)
        end_relations(model, stanza.to, stanza.from);
    if (stanza.kind == ADSUM_UNSUBSCRIBED)
        sighting_end(model, stanza.to, stanza.from);
    if (!blocked)
        await_interested(model, stanza.to, awaited_of(model, stanza));
    push_changed(model, stanza.to, stanza.from, before);
    if (stanza.kind == ADSUM_UNSUBSCRIBE && !blocked)
        answer(model, stanza, ADSUM_UNSUBSCRIBED, (old & FROM) == 0);
}

void rules_receive(struct model *model, int name, int contact, uint8_t kind,
                   int serial)
{
    receive(model,
            (struct stanza){
                .from = contact, .to = name, .kind = kind, .serial = serial});
}

/* 2.5.2. In which order both stanzas go is left open. */
void rules_remove(struct model *model, int name, int contact)
{
    struct item *item = &model->names[name].items[contact];
    uint8_t old = item->facts;
    request_drop(model, name, contact);
    *item = (struct item){0};
    if ((old & FROM) != 0)
        end_relations(model, name, contact);
    if ((old & (TO | OUT)) != 0)
        sighting_end(model, name, contact);
    struct stanza stanza = {.from = name, .to = contact, .anywhere = true};
    if ((old & (FROM | IN)) != 0) {
        stanza.kind = ADSUM_UNSUBSCRIBED;
        stanza.takes = (old & FROM) != 0;
        pass_on(model, stanza);
    }
    if ((old & (TO | OUT)) != 0) {
        stanza.kind = ADSUM_UNSUBSCRIBE;
        stanza.takes = false;
        pass_on(model, stanza);
    }
    await_push(model, name, contact, false);
}
