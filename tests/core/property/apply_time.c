/* Time: which sessions the core may end, which it must, and whom it asks. */
#include "world.h"

enum { SLACK_MS = 2000 };

static bool waited(const struct model *model, uint64_t since, uint32_t limit)
{
    return model->now_ms + SLACK_MS >= since + limit;
}

static bool may_end(const struct world *world, const struct session *session,
                    uint32_t reason)
{
    const struct model *model = &world->model;
    const struct model_options *options = &model->options;
    bool held = session->link == ADSUM_LINK_HELD &&
                waited(model, session->link_ms, options->held_ms);
    switch (reason) {
    case ADSUM_ENDED_SILENT:
        return session->pinged &&
               waited(model, session->pinged_ms, options->ping_ms);
    case ADSUM_ENDED_SLOW:
        return session->doomed || session->maybe_doomed || held ||
               (options->tight && model->ended_count > 1) ||
               (session->behind && session->link == ADSUM_LINK_UP &&
                waited(model, session->first_busy_ms, options->busy_ms));
    case ADSUM_ENDED_NOT_RESUMED:
        return held || (session->link == ADSUM_LINK_LOST &&
                        waited(model, session->link_ms, options->lost_ms));
    default:
        return false;
    }
}

static void ended(struct world *world, const struct operation *operation,
                  const struct event *event)
{
    struct model *model = &world->model;
    struct session *session =
        session_by_handle(model, event->node, event->handle);
    if (session == NULL || session->context != event->context)
        model_fail(model, "a session ends that is not there");
    bool replaced = event->number == ADSUM_ENDED_REPLACED &&
                    operation->kind == DO_OPEN &&
                    operation->flags == ADSUM_OPEN_REPLACE &&
                    session->who == operation->who;
    bool due =
        operation->kind == DO_ADVANCE && may_end(world, session, event->number);
    if (!replaced && !due)
        model_fail(model, "%s ended for no reason: %s, %u wait",
                   model->who[session->who].text,
                   adsum_name(ADSUM_NAMES_ENDED, (int32_t)event->number),
                   session->waiting);
    life_end(model, session);
}

static void pinged(struct world *world, const struct event *event)
{
    struct model *model = &world->model;
    struct session *session =
        session_by_handle(model, event->node, event->handle);
    if (session == NULL || session->context != event->context)
        model_fail(model, "a session is pinged that is not there");
    if (!waited(model, session->heard_ms, model->options.idle_ms) ||
        session->pinged)
        model_fail(model, "%s is pinged for no reason",
                   model->who[session->who].text);
    session->pinged = true;
    session->pinged_ms = model->now_ms;
}

/* In the order of the callbacks; what they tell is looked at afterwards. */
void apply_ended(struct world *world, const struct operation *operation)
{
    int count = 0;
    for (int i = 0; i < world->event_count; i++)
        count += world->events[i].kind == EVENT_ENDED;
    world->model.ended_count = count;
    for (int i = 0; i < world->event_count; i++) {
        if (world->events[i].kind == EVENT_ENDED)
            ended(world, operation, &world->events[i]);
        else if (world->events[i].kind == EVENT_PING)
            pinged(world, &world->events[i]);
    }
    if (operation->kind == DO_OPEN &&
        session_at(&world->model, operation->node, operation->who) != NULL &&
        operation->flags == ADSUM_OPEN_REPLACE)
        model_fail(&world->model, "replaced, but the old one did not end");
}

static bool overdue(const struct model *model, uint64_t since, uint32_t limit)
{
    return model->now_ms > since + limit + 2 * SLACK_MS;
}

void apply_overdue(struct world *world, const struct operation *operation)
{
    const struct model *model = &world->model;
    const struct model_options *options = &model->options;
    for (int i = 0; i < MOST_SESSIONS; i++) {
        const struct session *session = &model->sessions[i];
        if (!session->open || session->node != operation->node)
            continue;
        bool up = session->link == ADSUM_LINK_UP;
        bool lost = session->link == ADSUM_LINK_LOST;
        const char *why = NULL;
        if (session->doomed)
            why = "its list was full";
        if (lost && overdue(model, session->link_ms, options->lost_ms))
            why = "lost for too long";
        if (session->link == ADSUM_LINK_HELD &&
            overdue(model, session->link_ms, options->held_ms))
            why = "held for too long";
        if (up && session->behind &&
            overdue(model, session->busy_ms, options->busy_ms))
            why = "busy for too long";
        if (up && session->pinged &&
            overdue(model, session->pinged_ms, options->ping_ms))
            why = "silent after a ping";
        if (up && !session->pinged &&
            overdue(model, session->heard_ms, options->idle_ms))
            why = "silent, not even asked";
        if (why != NULL)
            model_fail(&world->model, "%s has not ended: %s",
                       model->who[session->who].text, why);
    }
    if (operation->next <= model->now_ms)
        model_fail(&world->model, "advance again at once: for ever");
}
