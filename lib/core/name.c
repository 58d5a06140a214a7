/*
 * Names: what bindings ask of the library that is running.
 *
 * The words of all groups stand in one array, one terminated word after the
 * other, in the order of their values, an empty word for a value between that
 * has no name. To count up to a word is slower than an array of pointers would
 * be, but pointers are relocated when a shared library is loaded, and are four
 * bytes of flash each. The groups asked for most stand first.
 *
 * That words and headers agree is tests/core/name_test.c's to check.
 */
#include <adsum.h>

#include <stdbool.h>
#include <stddef.h>

#define NONE_2  "\0\0"
#define NONE_15 NONE_2 NONE_2 NONE_2 NONE_2 NONE_2 NONE_2 NONE_2 "\0"

#define FROM_TO(first, last)           \
    {                                  \
        first, last - first + 1, false \
    }
#define MASK_OF(bits) \
    {                 \
        0, bits, true \
    }

static const struct group {
    int8_t first; /* of a mask: its lowest bit's place */
    uint8_t count;
    bool mask;
} groups[] = {
    [ADSUM_NAMES_ERROR] = FROM_TO(ADSUM_ERR_HOST, ADSUM_SOME),
    [ADSUM_NAMES_LIMIT] = FROM_TO(ADSUM_LIMIT_USERS, ADSUM_LIMIT_RESOURCES),
    [ADSUM_NAMES_NOTICE] = FROM_TO(ADSUM_PRESENCE, ADSUM_BOUNCE),
    [ADSUM_NAMES_TYPE] = FROM_TO(ADSUM_TYPE_NORMAL, ADSUM_TYPE_RESULT),
    [ADSUM_NAMES_CONDITION] =
        FROM_TO(ADSUM_CONDITION_NONE, ADSUM_CONDITION_NOT_ALLOWED),
    [ADSUM_NAMES_SHOW] = FROM_TO(ADSUM_SHOW_NONE, ADSUM_SHOW_DND),
    [ADSUM_NAMES_PERMIT] = FROM_TO(ADSUM_PERMIT_STRANGER, ADSUM_PERMIT_SIGHTED),
    [ADSUM_NAMES_ENDED] = FROM_TO(ADSUM_ENDED_SILENT, ADSUM_ENDED_NOT_RESUMED),
    [ADSUM_NAMES_CHANGE] = FROM_TO(ADSUM_CHANGE_ITEM, ADSUM_CHANGE_LAST),
    [ADSUM_NAMES_SUBSCRIPTION] =
        FROM_TO(ADSUM_SUBSCRIPTION_NONE, ADSUM_SUBSCRIPTION_REMOVED),
    [ADSUM_NAMES_PICTURE] =
        FROM_TO(ADSUM_PICTURE_NOBODY, ADSUM_PICTURE_RECENCY),
    [ADSUM_NAMES_POLICY] =
        FROM_TO(ADSUM_PICTURE_BY_PRIORITY, ADSUM_PICTURE_BY_RECENCY),
    [ADSUM_NAMES_CHANGED] = MASK_OF(6),
    [ADSUM_NAMES_PRESENCE] = FROM_TO(ADSUM_AVAILABLE, ADSUM_UNAVAILABLE),
    [ADSUM_NAMES_ENCODING] =
        FROM_TO(ADSUM_ENCODING_TEXT, ADSUM_ENCODING_SEALED),
    [ADSUM_NAMES_TO] = FROM_TO(ADSUM_TO_BARE, ADSUM_TO_FULL),
    [ADSUM_NAMES_VIEW] = FROM_TO(ADSUM_VIEW_NOTHING, ADSUM_VIEW_ALL),
    [ADSUM_NAMES_ANSWER] = FROM_TO(ADSUM_TAKEN, ADSUM_BUSY),
    [ADSUM_NAMES_WALK] = FROM_TO(ADSUM_WALK_ROSTER, ADSUM_WALK_SAME),
    [ADSUM_NAMES_OPTION] = MASK_OF(4),
    [ADSUM_NAMES_USER] = FROM_TO(ADSUM_USER_UNKNOWN, ADSUM_USER_MIRRORED),
    [ADSUM_NAMES_OPEN] = MASK_OF(3),
    [ADSUM_NAMES_LINK] = FROM_TO(ADSUM_LINK_UP, ADSUM_LINK_LOST),
    [ADSUM_NAMES_SESSION] = FROM_TO(ADSUM_SESSION_LIVE, ADSUM_SESSION_DETACHED),
    [ADSUM_NAMES_NAMES] = FROM_TO(ADSUM_NAMES_ERROR, ADSUM_NAMES_NAMES),
};

static const char words[] =
    /* error */
    "host\0room\0save\0no_memory\0" NONE_2 NONE_2 NONE_2 NONE_2
    "certificate\0tls\0" NONE_2 NONE_2 "\0"
    "password\0resource\0domain\0local\0packed\0" NONE_15
    "blocked\0conflict\0not_found\0unknown\0absent\0" NONE_2 NONE_2 NONE_2
        NONE_2 NONE_2 NONE_2 NONE_2
    "in_use\0mirrored\0reentered\0stale\0invalid\0\0end\0same\0more\0some\0"
    /* limit */
    "users\0sessions\0user_sessions\0edges\0contacts\0groups\0name_bytes\0"
    "roster_changes\0requests\0domain_requests\0request_bytes\0blocks\0"
    "parts\0part_bytes\0text_bytes\0directed\0sightings\0user_sightings\0"
    "waiting\0waiting_bytes\0resources\0"
    /* notice */
    "presence\0probe\0subscribe\0subscribed\0unsubscribe\0unsubscribed\0"
    "push\0roster\0message\0iq\0bounce\0"
    /* type */
    "normal\0chat\0groupchat\0headline\0error\0get\0set\0result\0"
    /* condition */
    "none\0service_unavailable\0remote_server_not_found\0"
    "remote_server_timeout\0not_allowed\0"
    /* show */
    "none\0chat\0away\0xa\0dnd\0"
    /* permit */
    "stranger\0self\0subscribed\0directed\0blocked\0sighted\0"
    /* ended */
    "silent\0slow\0replaced\0not_resumed\0"
    /* change */
    "item\0item_gone\0request\0request_gone\0block\0block_gone\0version\0"
    "last\0"
    /* subscription */
    "none\0to\0from\0both\0removed\0"
    /* picture */
    "nobody\0only\0priority\0availability\0recency\0"
    /* policy */
    "priority\0availability\0recency\0"
    /* changed */
    "available\0show\0priority\0parts\0winner\0resources\0"
    /* presence */
    "available\0unavailable\0"
    /* encoding */
    "text\0xml\0cbor\0sealed\0"
    /* to */
    "bare\0full\0"
    /* view */
    "nothing\0bare\0all\0"
    /* answer */
    "taken\0busy\0"
    /* walk */
    "roster\0requests\0blocks\0changes\0same\0"
    /* option */
    "reserve\0skip_unchanged\0skip_unsighted\0tell_lost\0"
    /* user */
    "unknown\0kept\0mirrored\0"
    /* open */
    "replace\0rename\0source\0"
    /* link */
    "up\0held\0lost\0"
    /* session */
    "live\0suspect\0detached\0"
    /* names */
    "error\0limit\0notice\0type\0condition\0show\0permit\0ended\0change\0"
    "subscription\0picture\0policy\0changed\0presence\0encoding\0to\0view\0"
    "answer\0walk\0option\0user\0open\0link\0session\0names\0";

static const char tags[] =
    "text\0address\0part\0presence\0item\0walk\0notice\0target\0change\0host\0"
    "limits\0options\0publication\0permit\0statistics\0resource\0picture\0"
    "fixed\0session_info\0user_info\0";

static const uint16_t tag_bytes[] = {
    sizeof(struct adsum_text),         sizeof(struct adsum_address),
    sizeof(struct adsum_part),         sizeof(struct adsum_presence),
    sizeof(struct adsum_item),         sizeof(struct adsum_walk),
    sizeof(struct adsum_notice),       sizeof(struct adsum_target),
    sizeof(struct adsum_change),       sizeof(struct adsum_host),
    sizeof(struct adsum_limits),       sizeof(struct adsum_options),
    sizeof(struct adsum_publication),  sizeof(struct adsum_permit),
    sizeof(struct adsum_statistics),   sizeof(struct adsum_resource),
    sizeof(struct adsum_picture),      sizeof(struct adsum_fixed),
    sizeof(struct adsum_session_info), sizeof(struct adsum_user_info),
};

static const char *skip(const char *word, uint32_t count)
{
    while (count != 0)
        count -= *word++ == '\0';
    return word;
}

/* The place of a mask's one bit; for any other value beyond all bits. */
static uint32_t place(uint32_t mask)
{
    uint32_t bit = 0;

    while (bit < 32 && mask != 1u << bit)
        bit++;
    return bit;
}

const char *adsum_name(uint32_t names, int32_t value)
{
    uint32_t before = 0, index;

    if (names == ADSUM_NAMES_ERROR && value <= ADSUM_ERR_LIMIT) {
        if (value == ADSUM_ERR_LIMIT)
            return "limit";
        names = ADSUM_NAMES_LIMIT;
        value = ADSUM_ERR_LIMIT - value;
    }
    if (names > ADSUM_NAMES_NAMES)
        return "";
    index = groups[names].mask
                ? place((uint32_t)value)
                : (uint32_t)value - (uint32_t)groups[names].first;
    if (index >= groups[names].count)
        return "";
    while (names != 0)
        before += groups[--names].count;
    return skip(words, before + index);
}

static bool same(const char *one, const char *other)
{
    while (*one != '\0' && *one == *other)
        one++, other++;
    return *one == *other;
}

uint32_t adsum_struct_bytes(const char *name)
{
    static const char prefix[] = "adsum_";
    const char *tag = tags;

    for (uint32_t i = 0; i < sizeof prefix - 1; i++)
        if (*name++ != prefix[i])
            return 0;
    for (uint32_t i = 0; i < sizeof tag_bytes / sizeof *tag_bytes; i++) {
        if (same(tag, name))
            return tag_bytes[i];
        tag = skip(tag, 1);
    }
    return 0;
}

uint32_t adsum_version(void)
{
    return ADSUM_VERSION;
}

struct adsum_text adsum_text_of(const char *string)
{
    /* Volatile: of a plain loop compilers make strlen(), which boards lack. */
    const volatile char *at = string;
    struct adsum_text text = {string, 0};

    while (*at++ != '\0')
        text.length++;
    return text;
}
