/* A history as a story: what was called, what it answered, who heard what. */
#include "world.h"

static const char *const kinds[DO_KINDS] = {
    "open", "publish", "batch",   "send",    "heard", "ready",
    "link", "close",   "advance", "wire",    "far",   "lost",
    "set",  "remove",  "block",   "unblock", "ask",   "unload",
    "move", "restart", "stale",   "twins"};

static const char *text(const struct world *world, int who)
{
    return who == NOBODY ? "-" : world->model.who[who].text;
}

void trace_operation(const struct world *world,
                     const struct operation *operation)
{
    fprintf(stderr, "%llu node %d: %s %s",
            (unsigned long long)world->model.now_ms % 100000000u,
            operation->node, kinds[operation->kind],
            text(world, operation->who));
    if (operation->notice != 0)
        fprintf(stderr, " %s%s type %d",
                adsum_name(ADSUM_NAMES_NOTICE, operation->notice),
                operation->unavailable ? " unavailable" : "", operation->type);
    if (operation->kind == DO_PUBLISH)
        fprintf(stderr, "%s", operation->unavailable ? " unavailable" : "");
    if (operation->to != NOBODY)
        fprintf(stderr, " to %s", text(world, operation->to));
    for (int i = 0; i < operation->count; i++)
        fprintf(stderr, " [%s]",
                operation->kind == DO_BATCH
                    ? text(world, world->model.sessions[operation->list[i]].who)
                    : text(world, operation->list[i]));
    if (operation->kind == DO_LINK)
        fprintf(stderr, " link %d", operation->link);
    if (operation->flags != 0)
        fprintf(stderr, " flags %u", operation->flags);
    fprintf(stderr, " serial %d number %llu", operation->serial,
            (unsigned long long)operation->number);
}

void trace_answer(const struct world *world, int ret)
{
    fprintf(stderr, " = %d%s%s\n", ret,
            world->failed ? " (memory refused)" : "",
            world->refused ? " (save refused)" : "");
}

static const char *whom(const struct world *world, const struct event *event)
{
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &world->model.sessions[i];
        if (session->handle == event->handle && session->node == event->node)
            return text(world, session->who);
    }
    return "(new)";
}

void trace_events(const struct world *world)
{
    static const char *const names[] = {"deliver", "route", "keep",
                                        "ping",    "ended", "save"};
    for (int i = 0; i < world->event_count; i++) {
        const struct event *event = &world->events[i];
        fprintf(stderr, "    %s", names[event->kind]);
        if (event->kind == EVENT_SAVE) {
            fprintf(stderr, " %u rows\n", event->number);
            continue;
        }
        if (event->notice != 0)
            fprintf(stderr, " %s%s%s from %s serial %d type %d",
                    adsum_name(ADSUM_NAMES_NOTICE, event->notice),
                    event->unavailable ? " unavailable" : "",
                    event->condition != 0 ? " (error)" : "",
                    text(world, event->from), event->serial, event->type);
        if (event->notice == ADSUM_PUSH)
            fprintf(stderr, " of %s: %d%s%s version %llu",
                    text(world, world->model.names[event->about].who),
                    event->image.listed ? event->image.subscription : -1,
                    event->image.ask ? "+ask" : "",
                    event->image.approved ? "+a" : "",
                    (unsigned long long)event->version);
        fprintf(
            stderr, " to %s%s%s\n",
            event->to != NOBODY ? text(world, event->to) : whom(world, event),
            event->busy ? ": busy" : "",
            event->kind == EVENT_ROUTE && event->number != 0 ? ": error" : "");
    }
}
