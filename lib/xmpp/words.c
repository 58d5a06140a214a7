/* Words of RFC 6120 and RFC 6121. */
#include "words.h"

#include <adsum/notice.h>
#include <string.h>

const struct words adsum_words_element = {{
    [ADSUM_PRESENCE] = "presence",
    [ADSUM_PROBE] = "presence",
    [ADSUM_SUBSCRIBE] = "presence",
    [ADSUM_SUBSCRIBED] = "presence",
    [ADSUM_UNSUBSCRIBE] = "presence",
    [ADSUM_UNSUBSCRIBED] = "presence",
    [ADSUM_PUSH] = "iq",
    [ADSUM_ROSTER] = "iq",
    [ADSUM_MESSAGE] = "message",
    [ADSUM_IQ] = "iq",
}};

const struct words adsum_words_presence = {{
    [ADSUM_PRESENCE] = "unavailable",
    [ADSUM_PROBE] = "probe",
    [ADSUM_SUBSCRIBE] = "subscribe",
    [ADSUM_SUBSCRIBED] = "subscribed",
    [ADSUM_UNSUBSCRIBE] = "unsubscribe",
    [ADSUM_UNSUBSCRIBED] = "unsubscribed",
    [ADSUM_BOUNCE] = "error",
}};

const struct words adsum_words_type = {{
    [ADSUM_TYPE_CHAT] = "chat",
    [ADSUM_TYPE_GROUPCHAT] = "groupchat",
    [ADSUM_TYPE_HEADLINE] = "headline",
    [ADSUM_TYPE_ERROR] = "error",
    [ADSUM_TYPE_GET] = "get",
    [ADSUM_TYPE_SET] = "set",
    [ADSUM_TYPE_RESULT] = "result",
}};

const struct words adsum_words_show = {{
    [ADSUM_SHOW_CHAT] = "chat",
    [ADSUM_SHOW_AWAY] = "away",
    [ADSUM_SHOW_XA] = "xa",
    [ADSUM_SHOW_DND] = "dnd",
}};

const struct words adsum_words_subscription = {{
    [ADSUM_SUBSCRIPTION_NONE] = "none",
    [ADSUM_SUBSCRIPTION_TO] = "to",
    [ADSUM_SUBSCRIPTION_FROM] = "from",
    [ADSUM_SUBSCRIPTION_BOTH] = "both",
    [ADSUM_SUBSCRIPTION_REMOVED] = "remove",
}};

uint32_t adsum_words_find(const struct words *words, struct adsum_text text)
{
    for (uint32_t i = 0; i < WORDS_MOST; i++)
        if (words->words[i] != NULL && adsum_text_is(text, words->words[i]))
            return i;
    return 0;
}

const char *adsum_words_at(const struct words *words, uint32_t number)
{
    return number < WORDS_MOST ? words->words[number] : NULL;
}

bool adsum_text_same(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

bool adsum_text_is(struct adsum_text text, const char *string)
{
    return adsum_text_same(
        text, (struct adsum_text){string, (uint32_t)strlen(string)});
}

static uint32_t lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint32_t)byte + 32u : (uint8_t)byte;
}

bool adsum_text_same_language(struct adsum_text one, struct adsum_text other)
{
    if (one.length != other.length)
        return false;
    for (uint32_t i = 0; i < one.length; i++)
        if (lower(one.bytes[i]) != lower(other.bytes[i]))
            return false;
    return true;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

struct adsum_text adsum_text_trim(struct adsum_text text)
{
    while (text.length != 0 && is_space(text.bytes[0])) {
        text.bytes++;
        text.length--;
    }
    while (text.length != 0 && is_space(text.bytes[text.length - 1]))
        text.length--;
    return text;
}
