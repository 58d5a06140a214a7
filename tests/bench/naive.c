#include "naive.h"
#include "names.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session {
    struct session *next; /* of the user */
    struct session *previous;
    struct user *user;
    char *resource;
    char *status;
    char *caps;
    uint64_t context;
    uint64_t last_heard;
    struct session *timer_next;
    struct session *timer_previous;
    uint64_t timer_due;
    uint64_t opened;
    int show;
    int priority;
    int flags;
};

struct item {
    struct item *next;
    char *contact;
    char *name;
    int subscription;
    int ask;
};

struct user {
    struct user *next;
    char *address;
    struct item **roster; /* buckets */
    struct session *sessions;
    uint32_t buckets;
    uint32_t items;
    uint32_t hash;
};

struct naive {
    naive_deliver *volatile deliver; /* nothing may be known of it */
    void *user;
    struct user **users; /* buckets */
    struct session **sessions;
    uint64_t bytes;
    uint32_t buckets;
    uint32_t session_count;
};

/* What malloc() takes: the block and the word before it. */
static void *take(struct naive *naive, size_t bytes)
{
    void *block = calloc(1, bytes);

    if (block == NULL) {
        fprintf(stderr, "no memory for the naive layout\n");
        exit(1);
    }
    naive->bytes += malloc_usable_size(block) + sizeof(size_t);
    return block;
}

static char *copy(struct naive *naive, const char *string)
{
    char *block = take(naive, strlen(string) + 1);

    return strcpy(block, string);
}

/* FNV-1a, as everyone has it at hand. */
static uint32_t hash_of(const char *string)
{
    uint32_t hash = 2166136261u;

    while (*string != '\0')
        hash = (hash ^ (unsigned char)*string++) * 16777619u;
    return hash;
}

static struct user *find(const struct naive *naive, const char *address)
{
    uint32_t hash = hash_of(address);
    struct user *user = naive->users[hash & (naive->buckets - 1)];

    while (user != NULL &&
           (user->hash != hash || strcmp(user->address, address) != 0))
        user = user->next;
    return user;
}

static struct user *find_number(const struct naive *naive, uint32_t user)
{
    char address[NAMES_BARE_BYTES];

    names_bare(user, NAMES_DOMAIN, address);
    return find(naive, address);
}

struct naive *naive_new(naive_deliver *deliver, void *user)
{
    struct naive *naive = calloc(1, sizeof *naive);

    if (naive == NULL)
        exit(1);
    naive->deliver = deliver;
    naive->user = user;
    return naive;
}

static void add_user(struct naive *naive, uint32_t number)
{
    char address[NAMES_BARE_BYTES];
    struct user *user = take(naive, sizeof *user);
    struct user **bucket;

    names_bare(number, NAMES_DOMAIN, address);
    user->address = copy(naive, address);
    user->hash = hash_of(address);
    bucket = &naive->users[user->hash & (naive->buckets - 1)];
    user->next = *bucket;
    *bucket = user;
}

void naive_add_users(struct naive *naive, const struct graph *graph)
{
    naive->buckets = 16;
    while (naive->buckets < graph->plan.users)
        naive->buckets *= 2;
    naive->users = take(naive, naive->buckets * sizeof *naive->users);
    for (uint32_t user = 0; user < graph->plan.users; user++)
        add_user(naive, user);
}

static void add_item(struct naive *naive, struct user *user, uint32_t contact,
                     uint8_t subscription)
{
    char address[NAMES_BARE_BYTES];
    struct item *item = take(naive, sizeof *item);
    struct item **bucket;

    names_bare(contact, NAMES_DOMAIN, address);
    item->contact = copy(naive, address);
    item->subscription = subscription;
    bucket = &user->roster[hash_of(address) & (user->buckets - 1)];
    item->next = *bucket;
    *bucket = item;
    user->items++;
}

void naive_add_rosters(struct naive *naive, const struct graph *graph)
{
    for (uint32_t number = 0; number < graph->plan.users; number++) {
        struct user *user = find_number(naive, number);
        uint64_t begin = graph->first[number], end = graph->first[number + 1];

        if (begin == end)
            continue;
        user->buckets = 4;
        while (user->buckets < end - begin)
            user->buckets *= 2;
        user->roster = take(naive, user->buckets * sizeof *user->roster);
        for (uint64_t i = begin; i < end; i++)
            add_item(naive, user, graph->contacts[i],
                     graph_subscription(graph, number, graph->contacts[i]));
    }
}

void naive_add_sessions(struct naive *naive, const struct graph *graph)
{
    naive->session_count = graph->sessions;
    naive->sessions = take(naive, graph->sessions * sizeof *naive->sessions);
    for (uint32_t i = 0; i < graph->sessions; i++) {
        struct session *session = take(naive, sizeof *session);
        struct user *user = find_number(naive, graph->online[i]);
        char resource[NAMES_FULL_BYTES];

        names_resource(graph->online[i], true, resource);
        session->resource = copy(naive, resource);
        session->status = copy(naive, "Back at five");
        session->caps = copy(naive, "QgayPKawpkPSDYmwT/WM94uAlu0=");
        session->user = user;
        session->context = i;
        session->next = user->sessions;
        user->sessions = session;
        naive->sessions[i] = session;
    }
}

uint64_t naive_bytes(const struct naive *naive)
{
    return naive->bytes;
}

static void tell(struct naive *naive, const struct user *user)
{
    const struct session *session;

    for (session = user->sessions; session != NULL; session = session->next)
        naive->deliver(naive->user, session->context);
}

void naive_publish(struct naive *naive, uint32_t session, uint8_t show)
{
    struct user *user = naive->sessions[session]->user;

    naive->sessions[session]->show = show;
    for (uint32_t i = 0; i < user->buckets; i++) {
        const struct item *item = user->roster[i];

        for (; item != NULL; item = item->next) {
            const struct user *contact;

            if ((item->subscription & ADSUM_SUBSCRIPTION_FROM) == 0)
                continue;
            if ((contact = find(naive, item->contact)) != NULL)
                tell(naive, contact);
        }
    }
    tell(naive, user);
}

static void free_roster(struct user *user)
{
    for (uint32_t i = 0; i < user->buckets; i++) {
        struct item *item = user->roster[i];

        while (item != NULL) {
            struct item *next = item->next;

            free(item->contact);
            free(item);
            item = next;
        }
    }
    free(user->roster);
}

static void free_session(struct session *session)
{
    free(session->resource);
    free(session->status);
    free(session->caps);
    free(session);
}

void naive_free(struct naive *naive)
{
    for (uint32_t i = 0; i < naive->session_count; i++)
        free_session(naive->sessions[i]);
    for (uint32_t i = 0; i < naive->buckets; i++) {
        struct user *user = naive->users[i];

        while (user != NULL) {
            struct user *next = user->next;

            free_roster(user);
            free(user->address);
            free(user);
            user = next;
        }
    }
    free(naive->sessions);
    free(naive->users);
    free(naive);
}
