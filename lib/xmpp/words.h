/*
 * The words that stand for numbers in stanzas, one table for both directions.
 */
#ifndef ADSUM_XMPP_WORDS_H
#define ADSUM_XMPP_WORDS_H

#include <adsum/base.h>
#include <stdbool.h>
#include <stdint.h>

enum { WORDS_MOST = 16 };

/** By number; NULL: none stands for it. */
struct words {
    const char *words[WORDS_MOST];
};

extern const struct words adsum_words_element;      /* by kind of notice */
extern const struct words adsum_words_presence;     /* `type`, by kind */
extern const struct words adsum_words_type;         /* ADSUM_TYPE_* */
extern const struct words adsum_words_show;         /* ADSUM_SHOW_* */
extern const struct words adsum_words_subscription; /* ADSUM_SUBSCRIPTION_* */

/** The number of a word; 0: it is none. */
uint32_t adsum_words_find(const struct words *words, struct adsum_text text);

/** The word of a number; NULL: it has none. */
const char *adsum_words_at(const struct words *words, uint32_t number);

bool adsum_text_is(struct adsum_text text, const char *string);
bool adsum_text_same(struct adsum_text one, struct adsum_text other);

/** Whether two tags name one language: case means nothing (RFC 5646 2.1.1). */
bool adsum_text_same_language(struct adsum_text one, struct adsum_text other);

/** Without the white space of XML around it. */
struct adsum_text adsum_text_trim(struct adsum_text text);

#endif
