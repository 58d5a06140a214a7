#include "ends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES 128

size_t ends_bytes, ends_allocations, ends_refuse_at;
static int ends_count;

void *ends_allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    void *answer;

    (void)user;
    if (new_size > old_size && ++ends_allocations == ends_refuse_at)
        return NULL;
    ends_bytes += new_size - old_size;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    answer = realloc(block, new_size);
    assert_non_null(answer);
    return answer;
}

struct adsum_text ends_file(const char *name, const char *suffix)
{
    static struct {
        char path[512];
        char *bytes;
        long length;
    } files[FILES];
    char path[512];
    struct adsum_text text;
    FILE *file;
    int i;

    snprintf(path, sizeof path, "%s/%s%s", getenv("TLS_CERTIFICATES"), name,
             suffix);
    for (i = 0; files[i].bytes != NULL && strcmp(files[i].path, path) != 0;)
        assert_in_range(++i, 0, FILES - 1);
    if (files[i].bytes == NULL) {
        file = fopen(path, "rb");
        if (file == NULL)
            fail_msg("%s: is not there", path);
        fseek(file, 0, SEEK_END);
        files[i].length = ftell(file);
        rewind(file);
        files[i].bytes = calloc(1, (size_t)files[i].length + 1);
        assert_int_equal(
            fread(files[i].bytes, 1, (size_t)files[i].length, file),
            files[i].length);
        fclose(file);
        memcpy(files[i].path, path, sizeof path);
    }
    text.bytes = files[i].bytes;
    text.length = (uint32_t)files[i].length;
    return text;
}

uint64_t ends_made_ms(void)
{
    return strtoull(ends_file("made", "").bytes, NULL, 10) * 1000;
}

/* What may not be called from a callback, and what may. */
static void reenter(struct end *end, bool from_input)
{
    char byte = 0;

    assert_int_equal(adsum_tls_channel_feed(end->channel, &byte, 1),
                     ADSUM_ERR_REENTERED);
    assert_int_equal(adsum_tls_channel_free(end->channel), ADSUM_ERR_REENTERED);
    assert_int_equal(adsum_tls_channel_end(end->channel), ADSUM_ERR_REENTERED);
    assert_int_equal(adsum_tls_context_free(end->context), ADSUM_ERR_REENTERED);
    assert_int_equal(adsum_tls_context_advance(end->context, 0),
                     ADSUM_ERR_REENTERED);
    assert_int_equal(adsum_tls_context_reload(end->context, NULL),
                     ADSUM_ERR_REENTERED);
    if (!from_input) {
        assert_int_equal(adsum_tls_channel_write(end->channel, &byte, 1),
                         ADSUM_ERR_REENTERED);
        assert_int_equal(adsum_tls_channel_close(end->channel),
                         ADSUM_ERR_REENTERED);
    }
}

static int32_t output(void *user, uint64_t context, const void *bytes,
                      uint32_t length)
{
    struct end *end = (struct end *)(uintptr_t)context;

    (void)user;
    if (end->deaf)
        return 1;
    if (end->reenter)
        reenter(end, false);
    if (end->wire_length + length > end->wire_room) {
        end->wire_room = end->wire_length + length + 65536;
        end->wire = realloc(end->wire, end->wire_room);
    }
    memcpy(end->wire + end->wire_length, bytes, length);
    end->wire_length += length;
    end->sent += length;
    return 0;
}

static void input(void *user, uint64_t context, const void *bytes,
                  uint32_t length)
{
    struct end *end = (struct end *)(uintptr_t)context;

    (void)user;
    assert_in_range(length, 1, 16384);
    assert_in_range(end->heard_length + length, 1, HEARD_BYTES - 1);
    memcpy(end->heard + end->heard_length, bytes, length);
    end->heard_length += length;
    end->heard[end->heard_length] = '\0';
    if (end->reenter) {
        reenter(end, true);
        adsum_tls_channel_write(end->channel, bytes, length);
    }
}

static const struct adsum_tls_host host = {.size = sizeof host,
                                           .allocate = ends_allocate,
                                           .output = output,
                                           .input = input};

const struct adsum_tls_credentials *
ends_credentials(const struct end_options *options)
{
    static struct adsum_tls_certificate certificates[4];
    static struct adsum_tls_credentials credentials;

    memset(&credentials, 0, sizeof credentials);
    credentials.size = sizeof credentials;
    credentials.certificates = certificates;
    while (credentials.count < 4 &&
           options->certificates[credentials.count] != NULL) {
        const char *name = options->certificates[credentials.count];
        certificates[credentials.count].chain = ends_file(name, ".pem");
        certificates[credentials.count++].key = ends_file(name, ".key");
    }
    if (options->trust != NULL && options->trust[0] != '\0')
        credentials.trust = ends_file(options->trust, ".pem");
    if (options->revoked != NULL)
        credentials.revoked = ends_file(options->revoked, ".crl");
    return &credentials;
}

static struct end_options settle(const struct end_options *given, uint8_t role)
{
    struct end_options options = {.domain = NULL};

    if (given != NULL)
        options = *given;
    options.policy.size = sizeof options.policy;
    options.policy.role = role;
    if (role == ADSUM_TLS_SERVER && options.certificates[0] == NULL)
        options.certificates[0] = "dns";
    if (role == ADSUM_TLS_CLIENT) {
        options.trust = options.trust == NULL ? "ca" : options.trust;
        options.domain =
            options.domain == NULL ? "example.net" : options.domain;
    }
    return options;
}

static struct adsum_text text_of(const char *string)
{
    struct adsum_text text = {string,
                              string == NULL ? 0 : (uint32_t)strlen(string)};

    return text;
}

static int open_end(struct end *end, const struct end_options *options)
{
    struct adsum_tls_start start = {.size = sizeof start,
                                    .domain = text_of(options->domain),
                                    .address = text_of(options->address),
                                    .session = options->session,
                                    .session_length = options->session_length};

    return adsum_tls_channel_new(end->context, &start, (uintptr_t)end,
                                 &end->channel);
}

static int begin_end(struct end *end, const struct end_options *given,
                     uint8_t role)
{
    struct end_options options = settle(given, role);
    int err;

    end->heard = malloc(HEARD_BYTES);
    end->heard[0] = '\0';
    err = adsum_tls_context_new(&host, NULL, &options.policy,
                                ends_credentials(&options), &end->context);
    if (err == 0)
        err = adsum_tls_context_advance(end->context, ends_made_ms() + 60000);
    return err == 0 ? open_end(end, &options) : err;
}

int ends_try(struct ends *ends, const struct end_options *client,
             const struct end_options *server)
{
    int err, other;

    memset(ends, 0, sizeof *ends);
    ends->chunk = UINT32_MAX;
    ends->random = 1;
    ends_count++;
    err = begin_end(&ends->client, client, ADSUM_TLS_CLIENT);
    other = begin_end(&ends->server, server, ADSUM_TLS_SERVER);
    return err != 0 ? err : other;
}

void ends_init(struct ends *ends, const struct end_options *client,
               const struct end_options *server)
{
    assert_int_equal(ends_try(ends, client, server), 0);
}

static void close_end(struct end *end)
{
    assert_int_equal(adsum_tls_channel_free(end->channel), 0);
    end->channel = NULL;
    end->wire_length = 0;
    end->sent = 0;
    end->heard_length = 0;
    end->heard[0] = '\0';
    end->answer = 0;
}

int ends_try_again(struct ends *ends, const struct end_options *client,
                   const struct end_options *server)
{
    struct end_options one = settle(client, ADSUM_TLS_CLIENT),
                       other = settle(server, ADSUM_TLS_SERVER);
    int err;

    close_end(&ends->client);
    close_end(&ends->server);
    err = open_end(&ends->client, &one);
    return err == 0 ? open_end(&ends->server, &other) : err;
}

void ends_again(struct ends *ends, const struct end_options *client,
                const struct end_options *server)
{
    assert_int_equal(ends_try_again(ends, client, server), 0);
}

void ends_deinit(struct ends *ends)
{
    struct end *both[] = {&ends->client, &ends->server};

    for (int i = 0; i < 2; i++) {
        close_end(both[i]);
        assert_int_equal(adsum_tls_context_free(both[i]->context), 0);
        free(both[i]->wire);
        free(both[i]->heard);
    }
    if (--ends_count == 0)
        assert_int_equal(ends_bytes, 0);
}

/* A piece of what one has sent goes to the other. */
static bool carry(struct ends *ends, struct end *from, struct end *to)
{
    uint32_t length = ends->chunk;
    uint8_t *piece;

    if (from->wire_length == 0 || to->answer != 0)
        return false;
    if (length == 0) {
        ends->random = ends->random * 1103515245 + 12345;
        length = 1 + (ends->random >> 16) % 1400;
    }
    if (length > from->wire_length)
        length = from->wire_length;
    piece = malloc(length); /* of its own, so that no byte behind is read */
    memcpy(piece, from->wire, length);
    from->wire_length -= length;
    memmove(from->wire, from->wire + length, from->wire_length);
    to->answer = adsum_tls_channel_feed(to->channel, piece, length);
    free(piece);
    return true;
}

void ends_pump(struct ends *ends)
{
    while (carry(ends, &ends->client, &ends->server) ||
           carry(ends, &ends->server, &ends->client))
        ;
}

int ends_shake(struct ends *ends)
{
    ends->client.answer = adsum_tls_channel_feed(ends->client.channel, NULL, 0);
    ends_pump(ends);
    return end_info(&ends->client).state == ADSUM_TLS_OPEN &&
                   end_info(&ends->server).state == ADSUM_TLS_OPEN
               ? 0
               : -1;
}

int end_say(struct end *end, const char *text)
{
    return adsum_tls_channel_write(end->channel, text, (uint32_t)strlen(text));
}

struct adsum_tls_info end_info(const struct end *end)
{
    struct adsum_tls_info info = {.size = sizeof info};

    assert_int_equal(adsum_tls_channel_get(end->channel, &info), 0);
    return info;
}
