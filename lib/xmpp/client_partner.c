/*
 * With whom we have to do: whom we wrote to, and who may see us. Bounded: of
 * too many the oldest is forgotten, and is a stranger again.
 */
#include "client.h"

#include "words.h"

static const struct adsum_text none;

static struct adsum_text bare_of(struct adsum_text address)
{
    struct adsum_address parts;

    return adsum_address_split(address, &parts) == 0 ? parts.bare : none;
}

/* Whether it is there; `ret` is where, or the end. */
static bool find(const struct texts *texts, struct adsum_text address,
                 struct texts_walk *ret)
{
    struct texts_walk walk = {0};
    struct adsum_text text;
    uint64_t number;

    *ret = walk;
    while (adsum_texts_next(texts, &walk, &text, &number)) {
        if (adsum_text_same(text, address))
            return true;
        *ret = walk;
    }
    return false;
}

/* Without memory they stay strangers, who see and show nothing. */
static void add(struct adsum_client *client, struct texts *texts,
                struct adsum_text address)
{
    struct memory memory = adsum_client_memory(client);
    struct texts_walk at;

    if (!find(texts, address, &at))
        (void)adsum_texts_add(texts, memory, address, 0);
    if (texts->count > client->options.partners)
        adsum_texts_drop(texts, memory, 1);
}

void adsum_client_spoke(struct adsum_client *client, struct adsum_text to)
{
    if (to.length != 0)
        add(client, &client->spoken, bare_of(to));
}

void adsum_client_directs(struct adsum_client *client, struct adsum_text to,
                          uint8_t type)
{
    struct memory memory = adsum_client_memory(client);
    struct adsum_text bare = bare_of(to);
    struct texts_walk at;

    if (type == ADSUM_AVAILABLE && to.length != 0)
        add(client, &client->directed, bare);
    /* RFC 6121 4.6.3: gone for all is gone for each. */
    else if (type == ADSUM_UNAVAILABLE && to.length == 0)
        adsum_texts_deinit(&client->directed, memory);
    else if (type == ADSUM_UNAVAILABLE && find(&client->directed, bare, &at))
        adsum_texts_cut(&client->directed, memory, at);
}

static bool is_own(const struct adsum_client *client, struct adsum_text bare)
{
    return adsum_text_same(bare, adsum_client_bare(client));
}

static bool is_directed(const struct adsum_client *client,
                        struct adsum_text bare)
{
    struct texts_walk at;

    return find(&client->directed, bare, &at);
}

static bool item_of(const struct adsum_client *client, struct adsum_text bare,
                    struct adsum_item *ret)
{
    return adsum_roster_get(client->service, adsum_client_bare(client), bare,
                            ret) == 0;
}

bool adsum_client_seen(const struct adsum_client *client,
                       struct adsum_text from)
{
    struct adsum_text bare = bare_of(from);
    struct adsum_item item;

    return is_own(client, bare) || is_directed(client, bare) ||
           adsum_text_same(bare, adsum_client_domain(client)) ||
           (item_of(client, bare, &item) &&
            (item.subscription & ADSUM_SUBSCRIPTION_FROM) != 0);
}

bool adsum_client_partner(const struct adsum_client *client,
                          struct adsum_text from)
{
    struct adsum_text bare = bare_of(from);
    struct texts_walk at;

    return is_own(client, bare) || is_directed(client, bare) ||
           find(&client->spoken, bare, &at);
}

bool adsum_client_knows(const struct adsum_client *client,
                        struct adsum_text from)
{
    struct adsum_item item;

    return adsum_client_partner(client, from) ||
           item_of(client, bare_of(from), &item);
}
