/* What is not presence: expected in order, told or waiting. */
#include "model.h"

#include <string.h>

static const char *name_of_kind(uint8_t kind)
{
    return adsum_name(ADSUM_NAMES_NOTICE, kind);
}

static void append(struct model *model, struct await_list *list,
                   struct awaited awaited)
{
    if (list->count == MOST_AWAITED)
        model_fail(model, "shadow: too much awaited");
    list->entries[list->count++] = awaited;
}

void await(struct model *model, struct session *session, struct awaited awaited)
{
    if (!reachable(session))
        return;
    if (session->doomed || session->maybe_doomed)
        awaited.optional = true;
    append(model, &session->awaited, awaited);
}

void await_interested(struct model *model, int name, struct awaited awaited)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->name == name && session->interested)
            await(model, session, awaited);
    }
}

void await_available(struct model *model, int name, struct awaited awaited)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->name == name && session->available)
            await(model, session, awaited);
    }
}

/* One more is shown to a user, perhaps anew: who is behind may note that. */
void await_shown(struct model *model, int name)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (session->open && session->name == name && session->available)
            session->directed_waiting++;
    }
}

void await_push(struct model *model, int name, int contact, bool optional)
{
    await_interested(model, name,
                     (struct awaited){.kind = ADSUM_PUSH,
                                      .from = NOBODY,
                                      .to = NOBODY,
                                      .about = contact,
                                      .optional = optional});
}

void await_route(struct model *model, int node, struct awaited awaited)
{
    append(model, &model->routed[node], awaited);
}

void await_keep(struct model *model, int node, struct awaited awaited)
{
    append(model, &model->kept[node], awaited);
}

static bool matches(const struct awaited *awaited, const struct event *event)
{
    if (awaited->kind != event->notice || awaited->type != event->type)
        return false;
    if (awaited->condition != event->condition)
        return false;
    if (awaited->kind == ADSUM_PUSH)
        return awaited->about == event->about;
    return (awaited->from == NOBODY || awaited->from == event->from) &&
           (awaited->to == NOBODY || awaited->to == event->to) &&
           (awaited->serial == 0 || awaited->serial == event->serial);
}

/* Only what goes to one address is in order, so others may stand before it. */
static bool passes(const struct awaited *before, const struct event *event)
{
    return before->optional || before->anywhere ||
           (before->to != NOBODY && before->to != event->to);
}

/*
 * Who has no room in its list hands on what waits in it, at once or when it
 * ends: messages to the user's others or to keep(), an error for requests.
 */
static bool rescued(struct model *model, const struct event *event)
{
    uint8_t kind = event->notice == ADSUM_BOUNCE ? event->type : event->notice;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        struct session *session = &model->sessions[i];
        if (!session->open || (kind != ADSUM_MESSAGE && kind != ADSUM_IQ) ||
            !await_overflows(model, session))
            continue;
        for (int j = 0; j < session->awaited.count; j++) {
            struct awaited *entry = &session->awaited.entries[j];
            if (entry->kind != kind || entry->serial != event->serial)
                continue;
            entry->optional = entry->copied = true;
            return true;
        }
    }
    return false;
}

/* The entry that an event is, what may be missing last; in its place. */
static struct awaited *choose(struct await_list *list,
                              const struct event *event,
                              const struct awaited **ret_before)
{
    struct awaited *found = NULL;
    bool blocked = false;
    *ret_before = NULL;
    for (int i = 0; i < list->count; i++) {
        struct awaited *entry = &list->entries[i];
        bool fits = matches(entry, event) && (!blocked || entry->anywhere);
        bool same = entry->kind == ADSUM_SUBSCRIBE && entry->serial != 0;
        if (fits && (!entry->optional || same))
            return entry;
        if (fits && found == NULL)
            found = entry;
        if (!blocked && !passes(entry, event)) {
            blocked = true;
            *ret_before = entry;
        }
    }
    return found;
}

void await_take(struct model *model, struct await_list *list,
                const struct event *event, const char *place)
{
    const struct awaited *before;
    struct awaited *entry = choose(list, event, &before);
    if (entry != NULL && !event->busy) {
        list->count--;
        memmove(entry, entry + 1,
                (size_t)(&list->entries[list->count] - entry) * sizeof *entry);
    }
    if (entry != NULL || rescued(model, event))
        return;
    if (before != NULL)
        model_fail(model, "%s: %s serial %d comes before awaited %s", place,
                   name_of_kind(event->notice), event->serial,
                   name_of_kind(before->kind));
    model_fail(model, "%s: %s serial %d type %d is not awaited", place,
               name_of_kind(event->notice), event->serial, event->type);
}

bool await_has(const struct await_list *list, uint8_t kind, int about)
{
    for (int i = 0; i < list->count; i++)
        if (list->entries[i].kind == kind && list->entries[i].about == about &&
            !list->entries[i].optional)
            return true;
    return false;
}

int await_must(const struct await_list *list)
{
    int count = 0;
    for (int i = 0; i < list->count; i++)
        count += !list->entries[i].optional && !list->entries[i].walked;
    return count;
}

/* Ends that may wait: of whom it was told, and may not see any more. */
static uint32_t ends_of(struct model *model, const struct session *session)
{
    uint32_t count = 0;
    for (int who = 0; who < model->who_count; who++) {
        const struct session *source = session_at(model, session->node, who);
        if (session->told[who].serial != 0 &&
            (source == NULL || sees_session(model, session, source) != SEES))
            count++;
    }
    return count;
}

/* What may come from the user's others, whose lists have no room. */
static uint32_t handed_on(const struct model *model,
                          const struct session *session)
{
    uint32_t count = 0;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *other = &model->sessions[i];
        if (other != session && other->open && other->name == session->name &&
            (other->doomed || other->maybe_doomed))
            count += (uint32_t)other->awaited.count;
    }
    return count;
}

/* So much may wait, at most. */
uint32_t await_most(struct model *model, const struct session *session)
{
    return (uint32_t)(session->awaited.count + session->directed_waiting) +
           ends_of(model, session) + handed_on(model, session);
}

/* One more may not find room: then it is not lost, but goes elsewhere. */
bool await_overflows(struct model *model, const struct session *session)
{
    return session->doomed || session->maybe_doomed ||
           (session->behind &&
            await_most(model, session) + 1 > model->options.waiting);
}

void await_withdraw(struct await_list *list, uint8_t kind, int from)
{
    int kept = 0;
    for (int i = 0; i < list->count; i++) {
        struct awaited *entry = &list->entries[i];
        if (entry->kind != kind || (from != NOBODY && entry->from != from))
            list->entries[kept++] = *entry;
    }
    list->count = kept;
}

/* Either of both is not available: presence waits no more, but ends may. */
void await_leave(struct await_list *list, int from)
{
    int kept = 0;
    for (int i = 0; i < list->count; i++) {
        struct awaited *entry = &list->entries[i];
        bool leaves = entry->kind == ADSUM_PRESENCE &&
                      (from == NOBODY || entry->from == from);
        if (leaves && !entry->ends)
            continue;
        entry->optional |= leaves;
        list->entries[kept++] = *entry;
    }
    list->count = kept;
}

void await_forgive(struct await_list *list, uint8_t kind, int from)
{
    for (int i = 0; i < list->count; i++)
        if (list->entries[i].kind == kind && list->entries[i].from == from)
            list->entries[i].optional = true;
}
