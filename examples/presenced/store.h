/*
 * The store: accounts, rosters and kept messages in one SQLite file.
 *
 * It is what adsum_host.save() is answered by and adsum_user_load() fed from.
 * Several processes may have it open; a writer waits for another's transaction
 * up to STORE_BUSY_MS.
 *
 * Answers are adsum's. Besides what a call names, each may be
 *   ADSUM_ERR_SAVE       the database refused: `error` says why
 *   ADSUM_ERR_NO_MEMORY
 * and after an error nothing has changed. What a call answered 0 for is on the
 * disk when the outermost transaction has ended with 0: by itself, or the one
 * that the caller began.
 */
#ifndef PRESENCED_STORE_H
#define PRESENCED_STORE_H

#include <adsum.h>
#include <adsum/sasl.h>

#define STORE_FILE        "presenced.sqlite" /* and -wal, -shm beside it */
#define STORE_BUSY_MS     10000
#define STORE_ERROR_BYTES 512u
#define STORE_STATEMENTS  40u

/* The bounds of what is kept for a user who is not there, by default. */
#define STORE_MESSAGES      100u
#define STORE_MESSAGE_BYTES 1048576u
#define STORE_MESSAGE_MS    UINT64_C(2592000000) /* 30 days */

struct sqlite3;
struct sqlite3_stmt;

/** Bounds of the messages kept for each user. Another may be set any time. */
struct store_limits {
    uint32_t count;
    uint32_t bytes;
    uint64_t age_ms;
};

/** A store that is open. The caller's; its fields are the store's, but
 *  for the limits. */
struct store {
    struct sqlite3 *database;
    struct sqlite3_stmt *statements[STORE_STATEMENTS];
    uint32_t depth;        /* transactions that are begun */
    uint32_t lost;         /* SQLite has given up the outermost of them */
    uint64_t data_version; /* of the file, when store_changed() last looked */
    struct store_limits limits;    /* the defaults; the caller's to change */
    char error[STORE_ERROR_BYTES]; /* what the last refusal was, terminated */
};

/**
 * Open the store of a folder. Folder and file are made if they are not there,
 * for their owner only; an older schema is brought up to date.
 *
 * Refused, and left as it is: a file that is damaged, another program's, or of
 * a newer presenced. `error` is set, and store_close() not needed.
 */
int store_open(struct store *store, const char *folder);

/** Close it; what is begun is taken back. Twice does no harm. */
void store_close(struct store *store);

/**
 * Begin a transaction, or a step inside one that is begun.
 *
 * Each is ended, in turn: by 0 to keep what was done in it, by an error, which
 * is answered then, to take it back. Where SQLite gave up the whole (the disk
 * is full, memory ends), all calls are refused until the outermost has ended,
 * and that answers ADSUM_ERR_SAVE.
 */
int store_begin(struct store *store);
int store_end(struct store *store, int err);

/** 1: another process changed something since the last call, or store_open().
 */
int store_changed(struct store *store);

/* Accounts --------------------------------------------------------------- */

/**
 * Make an account, or give one other keys.
 *
 * @address  bare, with a localpart, prepared
 * @replace  0: answer ADSUM_ERR_CONFLICT if it exists; 1: its keys are replaced
 */
int store_account_put(struct store *store, struct adsum_text address,
                      const struct adsum_sasl_keys *keys, uint32_t count,
                      int replace);

/** The key of an account, by hash. ADSUM_ERR_UNKNOWN: none such. */
int store_account_key(struct store *store, struct adsum_text address,
                      uint32_t hash, struct adsum_sasl_keys *ret);

/** 0 if there is such an account, or ADSUM_ERR_UNKNOWN. */
int store_account_find(struct store *store, struct adsum_text address);

/** 0 if there are accounts of a domain, or ADSUM_ERR_UNKNOWN. */
int store_domain_find(struct store *store, struct adsum_text domain);

/* Rosters ---------------------------------------------------------------- */

/**
 * Make changes durable, all or none, as adsum_host.save() asks.
 *
 * A roster's version never stands still when it is saved, even where another
 * process moved it meanwhile.
 *
 * Returns 0, or ADSUM_ERR_UNKNOWN: a user without an account.
 */
int store_save(struct store *store, const struct adsum_change *changes,
               uint32_t count);

/**
 * Bring a user into a service: kept, with all that was saved, or unknown.
 *
 * Answers what adsum_user_load() does. A request of one who may see the user
 * already is left out.
 */
int store_load(struct store *store, struct adsum_service *service,
               struct adsum_text address);

/**
 * Set the subscription of a contact in an account's roster, as if both sides
 * had agreed: the item is made, or keeps its name and groups, what was asked
 * for is answered, and the roster has a new version.
 *
 * Not seen by a service that has the user loaded, until it loads it anew.
 *
 * Returns 0, or ADSUM_ERR_UNKNOWN.
 */
int store_befriend(struct store *store, struct adsum_text address,
                   struct adsum_text contact, uint8_t subscription);

/* Messages --------------------------------------------------------------- */

/**
 * Keep a message for a user, as adsum_host.keep() offers it (XEP-0160): after
 * those that are kept already, with its time, or `now_ms` if it has none.
 *
 * Older ones than the limit go now, some hundred at most.
 *
 * @now_ms  since 1970
 *
 * Returns 0, or ADSUM_ERR_UNKNOWN; ADSUM_ERR_LIMIT: count or bytes reached,
 * this message is not kept; what adsum_notice_pack() answered.
 */
int store_keep(struct store *store, struct adsum_text address,
               const struct adsum_notice *message, uint64_t now_ms);

/**
 * The next message kept for a user.
 *
 * @after   0 for the first, else the number of the one before
 * @room    the caller's, at least 8 bytes aligned: the message lies in it
 * @ret_id  its number
 *
 * Returns 0; ADSUM_END; ADSUM_ERR_UNKNOWN; ADSUM_ERR_ROOM: 18 times
 * `limits.bytes` and 256 bytes are always enough; ADSUM_ERR_PACKED: this one
 * is damaged, and `ret_id` is set to go on after it.
 */
int store_kept(struct store *store, struct adsum_text address, uint64_t now_ms,
               uint64_t after, void *room, uint32_t capacity,
               struct adsum_notice *ret, uint64_t *ret_id);

/** Forget those up to a number: they have been delivered. */
int store_kept_gone(struct store *store, struct adsum_text address,
                    uint64_t last);

/* Secrets ---------------------------------------------------------------- */

/**
 * A secret of the service: the same for all processes and for ever.
 *
 * @fresh  random bytes, which become the secret if there is none yet
 * @ret    `length` bytes
 *
 * Returns 0, or ADSUM_ERR_PACKED: it is of another length.
 */
int store_secret(struct store *store, struct adsum_text name, const void *fresh,
                 uint32_t length, void *ret);

#endif
