/*
 * Presences, items and notices as words: what a test writes to send one is
 * what it reads when one was told.
 *
 *   presence  [unavailable] [chat|away|xa|dnd] [priority=5] [id=x] [lang=en]
 *             and parts: NAME[{SPACE}][:LANGUAGE]=BYTES, in order
 *   item      CONTACT none|to|from|both|removed [ask] [approved] [name=x]
 *             [group=x]...
 *   notice    presence ...    probe [id=x]    subscribe [id=x] [bytes=x]
 *             message [chat|groupchat|headline|error] [id=x] [bytes=x]
 *             iq get|set|result|error [id=x] [bytes=x]    push ITEM
 *             bounce message|iq|subscribe|presence CONDITION [id=x] [bytes=x]
 *             [at=MS] [view=bare], and delivered to a full address: to=full
 *
 * Values hold no space. What was read points into the words.
 */
#ifndef SUPPORT_WORDS_H
#define SUPPORT_WORDS_H

#include <adsum.h>

enum { WORDS_PARTS = 16, WORDS_GROUPS = 32, LINE_BYTES = 2048 };

struct words_presence {
    struct adsum_presence presence;
    struct adsum_part parts[WORDS_PARTS];
};

struct words_item {
    struct adsum_item item;
    struct adsum_text groups[WORDS_GROUPS];
};

struct words_notice {
    struct adsum_notice notice;
    struct words_presence presence;
    struct words_item item;
};

/* A text that grows to LINE_BYTES and is then cut off. */
struct line {
    char text[LINE_BYTES];
    size_t length;
};

#if defined(__GNUC__)
#define LINE_FORMAT __attribute__((format(printf, 2, 3)))
#else
#define LINE_FORMAT
#endif

void line_add(struct line *line, const char *format, ...) LINE_FORMAT;
void line_add_text(struct line *line, struct adsum_text text);

/* An unknown word fails the test. NULL is no words. */
void words_read_presence(const char *words, struct words_presence *ret);
void words_read_item(const char *words, struct words_item *ret);
void words_read_notice(const char *words, struct words_notice *ret);

void words_write_presence(struct line *line, const struct adsum_presence *from);
void words_write_item(struct line *line, const struct adsum_item *from);

/* With its `from` after the kind. */
void words_write_notice(struct line *line, const struct adsum_notice *from);

/* The same, and whether to a full address, which a push always is. */
void words_write_delivery(struct line *line, const struct adsum_notice *from);

/* The next word, and the cursor behind it; empty at the end. */
struct adsum_text words_next(const char **cursor);
int words_is(struct adsum_text word, const char *string);
uint64_t words_number(struct adsum_text word);

/* "invalid" for ADSUM_ERR_INVALID, "limit contacts" for that one's. */
void words_write_answer(struct line *line, int answer);

/* The place of a name in a list that ends with NULL; -1 if it has none. */
int words_index(const char *const *names, struct adsum_text word);

extern const char *const words_kinds[];
extern const char *const words_types[];
extern const char *const words_conditions[];
extern const char *const words_shows[];
extern const char *const words_subscriptions[];
extern const char *const words_ended[];

#endif
