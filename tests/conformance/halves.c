#include "halves.h"

#include <stdlib.h>
#include <string.h>

struct line *script_line(struct script *script)
{
    struct line *line = &script->lines[script->count++];
    assert_in_range(script->count, 1, SCRIPT_LINES);
    line->length = 0;
    line->text[0] = '\0';
    return line;
}

void script_compare(const struct script *script, struct scene *scene,
                    const char *file, int at)
{
    const char *lines[SCRIPT_LINES + 1] = {NULL};
    for (size_t i = 0; i < script->count; i++)
        lines[i] = script->lines[i].text;
    scene_compare(scene, SCENE_LINES, NULL, lines, file, at);
}

static int has_item(const struct half *half)
{
    return half->listed || (half->facts & ~(unsigned)FACT_IN) != 0;
}

void half_load(struct scene *scene, const struct half *half)
{
    struct line item = {.length = 0};
    struct line request = {.length = 0};
    const char *rows[3] = {NULL, NULL, NULL};
    size_t count = 0;
    line_add(&item, "item ");
    facts_write_item(&item, half->contact, half->facts);
    line_add(&request, "request %s bytes=<please/>", half->contact);
    if (has_item(half))
        rows[count++] = item.text;
    if ((half->facts & FACT_IN) != 0)
        rows[count++] = request.text;
    scene_load_rows(scene, half->user, ADSUM_USER_KEPT, rows);
}

static const char *session(struct line *line, const struct half *half,
                           const char *resource)
{
    line->length = 0;
    line_add(line, "%s/%s", half->user, resource);
    return line->text;
}

void half_come(struct scene *scene, const struct half *half)
{
    struct line name;
    scene_open(scene, session(&name, half, "i"));
    scene_ask(scene, name.text);
    scene_open(scene, session(&name, half, "v"));
    scene_publish(scene, name.text, "away status=here");
    scene_come(scene, session(&name, half, "w"), "");
    scene_clear(scene);
}

void half_check(struct scene *scene, const struct half *half)
{
    struct line item = {.length = 0};
    const char *items[2] = {NULL, NULL};
    const char *requests[2] = {NULL, NULL};
    facts_write_item(&item, half->contact, half->facts);
    if (has_item(half))
        items[0] = item.text;
    if ((half->facts & FACT_IN) != 0)
        requests[0] = half->contact;
    scene_compare(scene, SCENE_ROSTER, half->user, items, __FILE__, __LINE__);
    scene_compare(scene, SCENE_REQUESTS, half->user, requests, __FILE__,
                  __LINE__);
}

static void to_contact(struct line *line, const struct half *half,
                       const char *resources)
{
    if (!half->contact_here)
        line_add(line, " -> b: %s", half->contact);
    else if (strcmp(resources, "vw") == 0)
        line_add(line, " -> %s/v %s/w", half->contact, half->contact);
    else
        line_add(line, " -> %s/i %s/w", half->contact, half->contact);
}

void half_presence(struct script *script, const struct half *half, int taken)
{
    static const char *const current[] = {"v away status=here", "w"};
    static const char *const gone[] = {"v unavailable", "w unavailable"};
    for (int i = 0; i < 2; i++) {
        struct line *line = script_line(script);
        line_add(line, "%s presence %s/%s",
                 half->contact_here ? "deliver" : "route", half->user,
                 taken ? gone[i] : current[i]);
        to_contact(line, half, "vw");
    }
}

void half_sends(struct script *script, const struct half *half,
                const char *stanza)
{
    struct line *line = script_line(script);
    line_add(line, "route %s %s", stanza, half->user);
    to_contact(line, half, "");
}

void half_gets(struct script *script, const struct half *half,
               const char *stanza, int to_available)
{
    struct line *line = script_line(script);
    const char *other = to_available ? "v" : "i";
    line_add(line, "deliver %s %s -> %s/%s %s/w", stanza, half->contact,
             half->user, other, half->user);
}

void half_push(struct script *script, struct half *half)
{
    struct line *line = script_line(script);
    line_add(line, "deliver push ");
    facts_write_item(line, half->contact, half->facts);
    line_add(line, " -> %s/i %s/w", half->user, half->user);
    half->pushed = half->facts;
}

static void answer(struct script *script, const struct table *table,
                   const struct half *half, struct half *other,
                   const char *stanza)
{
    if (!half->contact_here)
        half_sends(script, half, stanza);
    else if (other != NULL)
        half_receives(script, table, other, NULL, stanza);
}

/* What changes nothing is not told to a contact here, and not answered: both
   halves are known to agree. Else `subscribed` goes before the push and the
   presence it allows (3.1.5), and `unsubscribed` after the unavailable (3.2.2).
 */
void half_receives(struct script *script, const struct table *table,
                   struct half *half, struct half *other, const char *stanza)
{
    struct effect effect = table_effect(table, "in", stanza, half->facts);
    int agrees =
        effect.reply != NULL && strcmp(effect.reply, "subscribed") == 0;
    if (half->contact_here && half->facts == effect.after)
        return;
    half->listed = has_item(half);
    half->facts = effect.after;
    if (effect.told)
        half_gets(script, half, stanza, effect.to_available);
    if (agrees)
        answer(script, table, half, other, effect.reply);
    if (effect.visible)
        half_push(script, half);
    if (effect.shown)
        half_presence(script, half, 0);
    if (effect.taken_after)
        half_presence(script, half, 1);
    if (effect.reply != NULL && !agrees)
        answer(script, table, half, other, effect.reply);
}
