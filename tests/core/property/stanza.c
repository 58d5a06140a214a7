/*
 * Messages, IQs and probes: RFC 6121 sections 8.5 and 4.3.2, with the choices
 * of lib/README.md. Strangers get nothing from which they could learn.
 */
#include "model.h"

#include <string.h>

static bool full(const struct model *model, int who)
{
    return model->who[who].resource[0] != '\0';
}

static struct awaited awaited_of(uint8_t kind, int from, uint8_t type,
                                 int serial)
{
    return (struct awaited){.kind = kind,
                            .from = from,
                            .to = NOBODY,
                            .about = NOBODY,
                            .type = type,
                            .serial = serial};
}

/* To whoever wrote it: here a session, elsewhere an address. */
void stanza_bounce(struct model *model, int node, int to, int from,
                   uint8_t type, uint8_t condition, int serial, bool optional)
{
    struct awaited awaited = awaited_of(ADSUM_BOUNCE, from, type, serial);
    awaited.condition = condition;
    awaited.anywhere = true;
    awaited.optional = optional;
    const struct name *name = name_of(model, to);
    if (name != NULL && name->node == node) {
        struct session *session = session_at(model, node, to);
        if (session != NULL)
            await(model, session, awaited);
        return;
    }
    awaited.to = to;
    await_route(model, node, awaited);
}

static int priority(const struct session *session)
{
    struct said said;
    said_fill(session->serial, false, &said);
    return said.presence.priority;
}

static bool takes_messages(const struct session *session, int name)
{
    return reachable(session) && session->name == name && session->available &&
           priority(session) >= 0;
}

/* The "most available" ones (8.5.2.1.1), or all for a headline. */
static int choose(struct model *model, int name, bool all, struct session **ret)
{
    int most = -1, count = 0;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (takes_messages(session, name) && priority(session) > most)
            most = priority(session);
    }
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (takes_messages(session, name) && (all || priority(session) == most))
            ret[count++] = session;
    }
    return count;
}

/* A list that is full may send it on to any of these. */
static void message_anywhere(struct model *model, int node, int name,
                             const struct session *not_to,
                             struct awaited message)
{
    message.optional = message.anywhere = true;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (&model->sessions[i] != not_to &&
            takes_messages(&model->sessions[i], name))
            await(model, &model->sessions[i], message);
    message.to = model->names[name].who;
    await_keep(model, node, message);
}

static void message_to_user(struct model *model, int node, int name,
                            struct awaited message)
{
    struct session *chosen[MOST_SESSIONS];
    bool keeps =
        message.type == ADSUM_TYPE_NORMAL || message.type == ADSUM_TYPE_CHAT;
    if (!keeps && message.type != ADSUM_TYPE_HEADLINE)
        return;
    int count =
        choose(model, name, message.type == ADSUM_TYPE_HEADLINE, chosen);
    message.copied |= count > 1;
    bool overflows = false;
    for (int i = 0; i < count; i++)
        overflows |= await_overflows(model, chosen[i]);
    message.optional |= overflows;
    for (int i = 0; i < count; i++)
        await(model, chosen[i], message);
    if (overflows)
        message_anywhere(model, node, name, NULL, message);
    if (count == 0 && keeps) {
        message.to = model->names[name].who;
        await_keep(model, node, message);
    }
}

void stanza_message(struct model *model, int node, int from, int to,
                    uint8_t type, int serial)
{
    int name = model->who[to].name;
    struct awaited message = awaited_of(ADSUM_MESSAGE, from, type, serial);
    if (name == NOBODY)
        return;
    struct name *user = &model->names[name];
    struct session *session = session_at(model, node, to);
    bool blocked = user->known && blocks(model, user, from);
    if (type == ADSUM_TYPE_GROUPCHAT && !full(model, to)) {
        stanza_bounce(model, node, from, to, ADSUM_MESSAGE,
                      ADSUM_CONDITION_SERVICE_UNAVAILABLE, serial, blocked);
        return;
    }
    if (blocked)
        return;
    if (full(model, to) && session != NULL && reachable(session)) {
        bool overflows = await_overflows(model, session);
        message.optional = overflows;
        await(model, session, message);
        if (overflows) {
            message_anywhere(model, node, name, session, message);
            stanza_bounce(model, node, from, to, ADSUM_MESSAGE,
                          ADSUM_CONDITION_SERVICE_UNAVAILABLE, serial, true);
        }
        return;
    }
    if (!full(model, to) || type == ADSUM_TYPE_CHAT) {
        message.optional = !user->known;
        message_to_user(model, node, name, message);
        return;
    }
    enum visible sees =
        user->known ? sees_user(model, from, name, NULL) : SEES_NOTHING;
    if (type != ADSUM_TYPE_ERROR && sees != SEES_NOTHING)
        stanza_bounce(model, node, from, to, ADSUM_MESSAGE,
                      ADSUM_CONDITION_SERVICE_UNAVAILABLE, serial,
                      sees == SEES_MAYBE);
}

void stanza_iq(struct model *model, int node, int from, int to, uint8_t type,
               int serial)
{
    int name = model->who[to].name;
    struct awaited iq = awaited_of(ADSUM_IQ, from, type, serial);
    struct session *session = session_at(model, node, to);
    struct name *user = name == NOBODY ? NULL : &model->names[name];
    bool blocked = user != NULL && user->known && blocks(model, user, from);
    if (session != NULL && !reachable(session))
        session = NULL;
    if (type != ADSUM_TYPE_GET && type != ADSUM_TYPE_SET) {
        iq.optional = blocked;
        if (session != NULL)
            await(model, session, iq);
        return;
    }
    enum visible sees = session == NULL || blocked
                            ? SEES_NOTHING
                            : sees_user(model, from, name, session);
    if (sees == SEES && await_overflows(model, session))
        sees = SEES_MAYBE;
    iq.optional = sees == SEES_MAYBE;
    if (sees != SEES_NOTHING)
        await(model, session, iq);
    if (sees != SEES)
        stanza_bounce(model, node, from, to, ADSUM_IQ,
                      ADSUM_CONDITION_SERVICE_UNAVAILABLE, serial,
                      sees == SEES_MAYBE);
}

static bool may_have(const struct session *session, int serial)
{
    for (int i = 0; i < session->awaited.count; i++)
        if (session->awaited.entries[i].kind == ADSUM_MESSAGE &&
            session->awaited.entries[i].serial == serial)
            return true;
    return false;
}

/* One whose list was full may have handed it on long before it ended. */
static void handed_on_before(struct model *model, const struct session *ended,
                             struct awaited message)
{
    message.optional = message.anywhere = true;
    for (int i = 0; i < MOST_SESSIONS; i++)
        if (model->sessions[i].open && model->sessions[i].name == ended->name &&
            !may_have(&model->sessions[i], message.serial))
            await(model, &model->sessions[i], message);
}

/* 8.5.2.2: what waited for a session that ended is not lost. */
void stanza_again(struct model *model, const struct session *ended)
{
    for (int i = 0; i < ended->awaited.count; i++) {
        struct awaited entry = ended->awaited.entries[i];
        entry.optional |= model->ended_count > 1; /* who ends next? */
        bool request =
            entry.type == ADSUM_TYPE_GET || entry.type == ADSUM_TYPE_SET;
        if (entry.kind == ADSUM_MESSAGE) {
            entry.optional |= entry.copied ||
                              entry.type == ADSUM_TYPE_HEADLINE ||
                              entry.type == ADSUM_TYPE_GROUPCHAT;
            if (entry.type == ADSUM_TYPE_GROUPCHAT)
                stanza_bounce(
                    model, ended->node, entry.from, ended->who, ADSUM_MESSAGE,
                    ADSUM_CONDITION_SERVICE_UNAVAILABLE, entry.serial, true);
            if (ended->doomed || ended->maybe_doomed)
                handed_on_before(model, ended, entry);
            message_to_user(model, ended->node, ended->name, entry);
        }
        if (entry.kind == ADSUM_IQ && request)
            stanza_bounce(model, ended->node, entry.from, ended->who, ADSUM_IQ,
                          ADSUM_CONDITION_SERVICE_UNAVAILABLE, entry.serial,
                          entry.optional);
    }
}

static void answer_probe(struct model *model, int node, struct awaited answer,
                         int to)
{
    answer.to = full(model, to) ? NOBODY : to;
    answer.anywhere = true;
    await_route(model, node, answer);
}

static void probe_shown(struct model *model, int node, int from, int to,
                        int serial)
{
    int name = model->who[to].name, count = 0;
    struct awaited answer = awaited_of(ADSUM_PRESENCE, NOBODY, 0, 0);
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open || session->name != name || !shown(model, session) ||
            (full(model, to) && session->who != to) ||
            apart(model, &model->names[name], session->who, from))
            continue;
        answer.from = session->who;
        answer_probe(model, node, answer, from);
        count++;
    }
    if (count > 0)
        return;
    answer.from = to;
    answer.serial = full(model, to) ? 0 : serial;
    answer.optional = full(model, to);
    answer_probe(model, node, answer, from);
}

void stanza_probe(struct model *model, int node, int from, int to, int serial)
{
    struct name *user = name_of(model, to);
    int asker = model->who[from].name;
    if (user == NULL || (user->known && blocks(model, user, from)))
        return;
    if (user->known && asker != NOBODY &&
        (user->items[asker].facts & FROM) != 0) {
        probe_shown(model, node, from, to, serial);
        return;
    }
    struct session *session = session_at(model, node, to);
    bool maybe = false;
    struct awaited answer = awaited_of(ADSUM_PRESENCE, to, 0, 0);
    bool directed = session != NULL && user->known &&
                    directed_to(model, session, from, &maybe);
    answer.optional = maybe;
    if (directed)
        answer_probe(model, node, answer, from);
    if (directed && !maybe)
        return;
    answer = awaited_of(ADSUM_UNSUBSCRIBED, user->who, 0, serial);
    answer.optional = maybe;
    answer_probe(model, node, answer, from);
}
