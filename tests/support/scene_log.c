/* The lines of a scene, and holding them against what is expected. */
#include <stdlib.h>
#include <string.h>

#include "scene_parts.h"

struct scene_line *scene_note(struct scene *scene, const char *head)
{
    struct scene_line *line;
    if (scene->line_count != 0) {
        line = &scene->lines[scene->line_count - 1];
        if (line->receiver_count != 0 && line->call == scene->call &&
            strcmp(line->head, head) == 0)
            return line;
    }
    scene->lines = must_have(scene->lines,
                             (scene->line_count + 1) * sizeof scene->lines[0]);
    line = &scene->lines[scene->line_count++];
    memset(line, 0, sizeof *line);
    line->head = copy_text(adsum_text_of(head));
    line->call = scene->call;
    return line;
}

static int by_text(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

void scene_note_receiver(struct scene_line *line, const char *receiver)
{
    line->receivers = must_have(line->receivers, (line->receiver_count + 1) *
                                                     sizeof *line->receivers);
    line->receivers[line->receiver_count++] =
        copy_text(adsum_text_of(receiver));
    qsort(line->receivers, line->receiver_count, sizeof *line->receivers,
          by_text);
}

void scene_forget_lines(struct scene *scene)
{
    for (size_t i = 0; i < scene->line_count; i++) {
        for (size_t j = 0; j < scene->lines[i].receiver_count; j++)
            free(scene->lines[i].receivers[j]);
        free(scene->lines[i].receivers);
        free(scene->lines[i].head);
    }
    free(scene->lines);
    scene->lines = NULL;
    scene->line_count = 0;
}

void scene_clear(struct scene *scene)
{
    for (size_t i = 0; i < scene->line_count; i++)
        if (scene->lines[i].head[0] == '=') {
            print_error("not expected: %s\n", scene->lines[i].head);
            fail();
        }
    scene_forget_lines(scene);
}

int scene_answer(struct scene *scene, int answer)
{
    struct line line = {.length = 0};
    if (answer == 0)
        return 0;
    line_add(&line, "= ");
    words_write_answer(&line, answer);
    scene->call++;
    scene_note(scene, line.text);
    return answer;
}

/* A list of strings that is compared. */
struct list {
    char **lines;
    size_t count;
};

static void list_add(struct list *list, const char *string)
{
    list->lines =
        must_have(list->lines, (list->count + 1) * sizeof list->lines[0]);
    list->lines[list->count++] = copy_text(adsum_text_of(string));
}

static void list_sort(struct list *list)
{
    if (list->count != 0)
        qsort(list->lines, list->count, sizeof list->lines[0], by_text);
}

static void list_deinit(struct list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->lines[i]);
    free(list->lines);
}

static void gather_lines(const struct scene *scene, struct list *ret)
{
    for (size_t i = 0; i < scene->line_count; i++) {
        const struct scene_line *from = &scene->lines[i];
        struct line line = {.length = 0};
        line_add(&line, "%s", from->head);
        for (size_t j = 0; j < from->receiver_count; j++)
            line_add(&line, " %s", from->receivers[j]);
        list_add(ret, line.text);
    }
}

/* "deliver presence romeo@a/x ->" to one of its receivers. */
static void gather_receiver(const struct scene *scene, const char *receiver,
                            struct list *ret)
{
    for (size_t i = 0; i < scene->line_count; i++) {
        const struct scene_line *from = &scene->lines[i];
        const char *head = from->head;
        struct line line = {.length = 0};
        if (strncmp(head, "deliver ", 8) == 0)
            head += 8;
        else if (strncmp(head, "route ", 6) == 0)
            head += 6;
        line_add(&line, "%.*s", (int)(strstr(head, " ->") - head), head);
        for (size_t j = 0; j < from->receiver_count; j++)
            if (strcmp(from->receivers[j], receiver) == 0)
                list_add(ret, line.text);
    }
}

/* What is on the disk is what is in memory. */
static void check_saved(const struct scene *scene, struct adsum_text user,
                        uint32_t kind, const struct adsum_item *item,
                        uint32_t found)
{
    const struct disk_row *row;
    struct line here = {.length = 0};
    struct line there = {.length = 0};
    uint32_t saved = 0;
    if (scene->options.forgets || scene->options.bare ||
        disk_kind(&scene->disk, user) == ADSUM_USER_MIRRORED)
        return;
    if (item != NULL) {
        row = disk_find(&scene->disk, user, kind, item->contact);
        if (kind == ADSUM_CHANGE_ITEM) {
            words_write_item(&here, item);
            if (row != NULL) {
                struct adsum_item copy = row->item.item;
                copy.contact = item->contact;
                copy.groups = row->item.groups;
                words_write_item(&there, &copy);
            }
        }
        if (row == NULL || strcmp(here.text, there.text) != 0) {
            print_error("in memory: %s\non disk: %s\n", here.text,
                        row == NULL ? "nothing" : there.text);
            fail();
        }
        return;
    }
    for (size_t i = 0; i < scene->disk.row_count; i++)
        if (scene->disk.rows[i].change.kind == kind &&
            same_text(adsum_text_of(scene->disk.rows[i].user), user))
            saved++;
    assert_int_equal(saved, found);
}

static void gather_walk(const struct scene *scene, const char *user,
                        uint32_t what, struct list *ret)
{
    static const uint32_t kinds[] = {[ADSUM_WALK_ROSTER] = ADSUM_CHANGE_ITEM,
                                     [ADSUM_WALK_REQUESTS] =
                                         ADSUM_CHANGE_REQUEST,
                                     [ADSUM_WALK_BLOCKS] = ADSUM_CHANGE_BLOCK};
    struct adsum_text address = adsum_text_of(user);
    struct adsum_walk walk = {.size = sizeof walk};
    struct adsum_item item;
    int answer = adsum_roster_walk(scene->service, address, what, &walk);
    assert_int_equal(answer, 0);
    while ((answer = adsum_roster_next(scene->service, &walk, &item)) == 0) {
        struct line line = {.length = 0};
        if (what == ADSUM_WALK_ROSTER)
            words_write_item(&line, &item);
        else
            line_add_text(&line, item.contact);
        list_add(ret, line.text);
        check_saved(scene, address, kinds[what], &item, 0);
    }
    assert_int_equal(answer, ADSUM_END);
    check_saved(scene, address, kinds[what], NULL, (uint32_t)ret->count);
}

static void complain(const struct list *expected, const struct list *got,
                     const char *file, int at)
{
    size_t count = expected->count > got->count ? expected->count : got->count;
    for (size_t i = 0; i < count; i++) {
        const char *want = i < expected->count ? expected->lines[i] : NULL;
        const char *have = i < got->count ? got->lines[i] : NULL;
        if (want != NULL && have != NULL && strcmp(want, have) == 0) {
            print_error("      %s\n", have);
            continue;
        }
        if (want != NULL)
            print_error("want: %s\n", want);
        if (have != NULL)
            print_error("got:  %s\n", have);
    }
    _fail(file, at);
}

void scene_compare(struct scene *scene, int what, const char *who,
                   const char *const *expected, const char *file, int at)
{
    struct list want = {NULL, 0};
    struct list got = {NULL, 0};
    int same;
    for (size_t i = 0; expected[i] != NULL; i++)
        list_add(&want, expected[i]);
    if (what == SCENE_RECEIVER)
        gather_receiver(scene, who, &got);
    else if (what == SCENE_ROSTER)
        gather_walk(scene, who, ADSUM_WALK_ROSTER, &got);
    else if (what == SCENE_REQUESTS)
        gather_walk(scene, who, ADSUM_WALK_REQUESTS, &got);
    else if (what == SCENE_BLOCKS)
        gather_walk(scene, who, ADSUM_WALK_BLOCKS, &got);
    else
        gather_lines(scene, &got);
    if (what != SCENE_LINES && what != SCENE_RECEIVER) {
        list_sort(&want);
        list_sort(&got);
    }
    same = want.count == got.count;
    for (size_t i = 0; same && i < want.count; i++)
        same = strcmp(want.lines[i], got.lines[i]) == 0;
    if (!same)
        complain(&want, &got, file, at);
    list_deinit(&want);
    list_deinit(&got);
    if (what == SCENE_LINES || what == SCENE_SORTED)
        scene_forget_lines(scene);
}
