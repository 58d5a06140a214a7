#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_row(struct table *table, char *text, int line)
{
    struct table_row *row = &table->rows[table->count++];
    assert_in_range(table->count, 1, TABLE_ROWS);
    row->line = line;
    for (int i = 0; i < TABLE_CELLS; i++) {
        row->cells[i] = text;
        text += strcspn(text, "\t");
        if (*text != '\0')
            *text++ = '\0';
    }
}

/* A block begins with a row that names its columns: "blk". */
void table_read(const char *path, struct table *ret)
{
    FILE *file = fopen(path, "rb");
    long length;
    int line = 0;
    char *at;
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    length = ftell(file);
    assert_true(length > 0);
    rewind(file);
    memset(ret, 0, sizeof *ret);
    ret->text = must_have(NULL, (size_t)length + 1);
    assert_int_equal(fread(ret->text, 1, (size_t)length, file), length);
    ret->text[length] = '\0';
    fclose(file);
    for (at = ret->text; *at != '\0';) {
        char *next = at + strcspn(at, "\n");
        if (*next != '\0')
            *next++ = '\0';
        line++;
        if (*at != '#' && *at != '\0' && strncmp(at, "blk\t", 4) != 0)
            read_row(ret, at, line);
        at = next;
    }
}

void table_deinit(struct table *table)
{
    free(table->text);
    table->text = NULL;
}

void table_fail(const struct table_row *row, const char *cell)
{
    print_error("line %d: what does \"%s\" mean?\n", row->line, cell);
    fail();
}

int table_next(const char **cursor, char separator, struct line *ret)
{
    const char stop[] = {separator, '\0'};
    size_t length = strcspn(*cursor, stop);
    if (**cursor == '\0')
        return 0;
    ret->length = 0;
    line_add(ret, "%.*s", (int)length, *cursor);
    *cursor += length;
    if (**cursor != '\0')
        *cursor += 1;
    while (**cursor == ' ')
        *cursor += 1;
    return 1;
}

static const struct state {
    const char *name;
    unsigned facts;
} states[] = {{"N", 0},
              {"NO", FACT_OUT},
              {"NI", FACT_IN},
              {"NOI", FACT_OUT | FACT_IN},
              {"T", FACT_TO},
              {"TI", FACT_TO | FACT_IN},
              {"F", FACT_FROM},
              {"FO", FACT_FROM | FACT_OUT},
              {"B", FACT_TO | FACT_FROM}};

int facts_of(const char *name)
{
    size_t length = strcspn(name, "+");
    unsigned approved = strcmp(name + length, "+a") == 0 ? FACT_APPROVED : 0;
    if (approved == 0 && name[length] != '\0')
        return -1;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strlen(states[i].name) == length &&
            strncmp(states[i].name, name, length) == 0)
            return (int)(states[i].facts | approved);
    return -1;
}

unsigned facts_mirrored(unsigned facts)
{
    return ((facts & FACT_TO) != 0 ? FACT_FROM : 0u) |
           ((facts & FACT_FROM) != 0 ? FACT_TO : 0u) |
           ((facts & FACT_OUT) != 0 ? FACT_IN : 0u) |
           ((facts & FACT_IN) != 0 ? FACT_OUT : 0u);
}

void facts_write_item(struct line *line, const char *contact, unsigned facts)
{
    static const char *const names[] = {"none", "to", "from", "both"};
    line_add(line, "%s %s%s%s", contact, names[facts & (FACT_TO | FACT_FROM)],
             (facts & FACT_OUT) != 0 ? " ask" : "",
             (facts & FACT_APPROVED) != 0 ? " approved" : "");
}

/* Columns of block A: blk tbl dir stanza state rt new fn vis auto side. */
enum {
    A_DIR = 2,
    A_STANZA,
    A_STATE,
    A_ROUTE,
    A_NEW,
    A_NOTE,
    A_VISIBLE,
    A_AUTO
};
enum { A_SIDE = A_AUTO + 1 };

static void read_route(const struct table_row *row, const char *cell,
                       struct effect *ret)
{
    if (strcmp(cell, "MUST") == 0)
        ret->told = 1;
    else if (strcmp(cell, "MN") != 0 && strcmp(cell, "SN") != 0)
        table_fail(row, cell);
}

static void read_visible(const struct table_row *row, const char *cell,
                         struct effect *ret)
{
    ret->visible = strcmp(cell, "Y") == 0;
    if (!ret->visible && strcmp(cell, "n") != 0)
        table_fail(row, cell);
}

/* The acknowledgement by unavailable is a "may" that would tell a stranger
   that the account exists: never sent. A contact that has `from` already is
   also shown the current presence: block C, 3.1.3 r2 against A.3.1 [2]. */
static void read_auto(const struct table_row *row, const char *cell,
                      struct effect *ret)
{
    if (strcmp(cell, "S unsubscribed") == 0) {
        ret->reply = "unsubscribed";
    } else if (strcmp(cell, "S subscribed (3.1.3 r2: MUST)") == 0 ||
               strcmp(cell, "M subscribed") == 0) {
        ret->reply = "subscribed";
        ret->shown = 1;
    } else if (strcmp(cell, "-") != 0 &&
               strcmp(cell, "y unavailable(ack, bare)") != 0) {
        table_fail(row, cell);
    }
}

static void read_side(const struct table_row *row, const char *cell,
                      struct effect *ret)
{
    struct line word;
    while (table_next(&cell, ';', &word)) {
        if (strcmp(word.text, "un>rt") == 0)
            ret->taken_first = 1;
        else if (strcmp(word.text, "un") == 0)
            ret->taken_after = 1;
        else if (strcmp(word.text, "cur") == 0)
            ret->shown = 1;
        else if (strcmp(word.text, "dl:av") == 0)
            ret->to_available = 1;
        else if (strcmp(word.text, "store") == 0)
            assert_true((ret->after & FACT_IN) != 0);
        else if (strcmp(word.text, "drop") == 0)
            assert_true((ret->after & FACT_IN) == 0);
        else if (strcmp(word.text, "dl:int") != 0 &&
                 strcmp(word.text, "-") != 0 &&
                 strcmp(word.text, "set approved (only if feature offered)") !=
                     0)
            table_fail(row, word.text);
    }
}

static struct effect normative(const struct table_row *row, unsigned facts)
{
    struct effect ret = {.after = facts};
    const char *after = row->cells[A_NEW];
    read_route(row, row->cells[A_ROUTE], &ret);
    if (strcmp(after, "PA") == 0)
        ret.after |= FACT_APPROVED;
    else if (strcmp(after, "=") != 0 && facts_of(after) < 0)
        table_fail(row, after);
    else if (strcmp(after, "=") != 0)
        ret.after = (unsigned)facts_of(after);
    read_visible(row, row->cells[A_VISIBLE], &ret);
    read_auto(row, row->cells[A_AUTO], &ret);
    read_side(row, row->cells[A_SIDE], &ret);
    return ret;
}

/* Columns of block P: blk dir stanza state rt new vis auto note. */
enum {
    P_DIR = 1,
    P_STANZA,
    P_STATE,
    P_ROUTE,
    P_NEW,
    P_VISIBLE,
    P_AUTO,
    P_NOTE
};

/* "+a", "-a", "=", "F", "NO+a|=|=" or "N|NO|T -a". */
static unsigned preapproved_after(const struct table_row *row, unsigned index,
                                  unsigned facts)
{
    const char *cell = row->cells[P_NEW];
    size_t length = strlen(cell);
    int dropped = length > 3 && strcmp(cell + length - 3, " -a") == 0;
    const char *cursor = cell;
    struct line word = {.length = 0};
    if (strcmp(cell, "+a") == 0)
        return facts | FACT_APPROVED;
    if (strcmp(cell, "-a") == 0)
        return facts & ~(unsigned)FACT_APPROVED;
    for (unsigned i = 0; i <= index; i++)
        if (!table_next(&cursor, '|', &word) && i == 0)
            table_fail(row, cell);
    if (dropped)
        word.text[strcspn(word.text, " ")] = '\0';
    if (strcmp(word.text, "=") == 0)
        return facts;
    if (facts_of(word.text) < 0)
        table_fail(row, cell);
    return (unsigned)facts_of(word.text);
}

struct effect table_preapproval(const struct table *table,
                                const struct table_row *row, unsigned index,
                                unsigned facts)
{
    struct effect ret = {.after = 0};
    const char *route = row->cells[P_ROUTE];
    if (strncmp(route, "as A", 4) == 0 ||
        strcmp(row->cells[P_VISIBLE], "as A") == 0)
        ret = table_effect(table, row->cells[P_DIR], row->cells[P_STANZA],
                           facts & ~(unsigned)FACT_APPROVED);
    else
        read_visible(row, row->cells[P_VISIBLE], &ret);
    if (strncmp(route, "as A", 4) != 0) {
        ret.told = 0;
        read_route(row, route, &ret);
    }
    ret.after = preapproved_after(row, index, facts);
    read_auto(row, row->cells[P_AUTO], &ret);
    if (strstr(row->cells[P_NOTE], "un>rt as in A.2.4") != NULL)
        ret.taken_first = 1;
    return ret;
}

static int matches(const struct table_row *row, int column,
                   const char *direction, const char *stanza)
{
    return strcmp(row->cells[column], direction) == 0 &&
           strcmp(row->cells[column + 1], stanza) == 0;
}

struct effect table_effect(const struct table *table, const char *direction,
                           const char *stanza, unsigned facts)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct table_row *row = &table->rows[i];
        const char *cursor = row->cells[P_STATE];
        struct line word;
        if (row->cells[0][0] == 'A' && (facts & FACT_APPROVED) == 0 &&
            matches(row, A_DIR, direction, stanza) &&
            facts_of(row->cells[A_STATE]) == (int)facts)
            return normative(row, facts);
        if (row->cells[0][0] != 'P' || (facts & FACT_APPROVED) == 0 ||
            !matches(row, P_DIR, direction, stanza))
            continue;
        for (unsigned at = 0; table_next(&cursor, '|', &word); at++)
            if (facts_of(word.text) == (int)facts)
                return table_preapproval(table, row, at, facts);
    }
    print_error("no row for %s %s in %u\n", direction, stanza, facts);
    fail();
    return (struct effect){.after = facts};
}
