#include "credentials.h"
#include "certificate.h"
#include "keys.h"

#include <adsum/prep.h>
#include <errno.h>
#include <fcntl.h>
#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_BYTES 1048576u /* the most */
#define PATH_BYTES 4096u

/* Whole, to be wiped and freed; NULL: errno says why. */
static char *read_whole(const char *path, uint32_t *ret_length)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    char *ret = descriptor < 0 ? NULL : malloc(FILE_BYTES);
    uint32_t length = 0;
    ssize_t got = 1;

    while (ret != NULL && got > 0) {
        got = read(descriptor, ret + length, FILE_BYTES - length);
        length += got > 0 ? (uint32_t)got : 0;
    }
    if (ret != NULL && (got < 0 || length == FILE_BYTES)) {
        errno = got < 0 ? errno : EFBIG;
        keys_wipe(ret, length);
        free(ret);
        ret = NULL;
    }
    if (descriptor >= 0)
        close(descriptor);
    *ret_length = length;
    return ret;
}

static void forget(struct adsum_text text)
{
    if (text.bytes == NULL)
        return;
    keys_wipe((char *)(uintptr_t)text.bytes, text.length);
    free((char *)(uintptr_t)text.bytes);
}

static int read_text(const struct log *log, const char *path,
                     struct adsum_text *ret)
{
    ret->bytes = read_whole(path, &ret->length);
    if (ret->bytes != NULL)
        return 0;
    log_say(log, LOG_ERROR, NULL, "%s: %s", path, strerror(errno));
    return ADSUM_ERR_CERTIFICATE;
}

static int use(const struct settings *settings, const struct log *log,
               const char *certificate, const char *key,
               const struct adsum_tls_host *host, void *user,
               struct adsum_tls_context **context)
{
    struct adsum_tls_policy policy = {
        .size = sizeof policy, .handshakes = (uint32_t)settings->serve.unbound};
    struct adsum_tls_certificate one = {.chain = {NULL, 0}};
    struct adsum_tls_credentials credentials = {
        .size = sizeof credentials, .count = 1, .certificates = &one};
    int err = read_text(log, certificate, &one.chain);

    if (err == 0)
        err = read_text(log, key, &one.key);
    if (err == 0) {
        err = *context == NULL
                  ? adsum_tls_context_new(host, user, &policy, &credentials,
                                          context)
                  : adsum_tls_context_reload(*context, &credentials);
        if (err != 0)
            log_say(log, LOG_ERROR, NULL, "%s, %s: %s", certificate, key,
                    adsum_name(ADSUM_NAMES_ERROR, err));
    }
    forget(one.chain);
    forget(one.key);
    return err;
}

static int make(const struct log *log, const char *path,
                const char *const *names, uint32_t count)
{
    int err;

    if (certificate_serves(path, names, count))
        return 0;
    if ((err = certificate_make(path, names, count)) == 0) {
        log_say(log, LOG_INFO, NULL, "%s: a certificate was made", path);
        return 0;
    }
    if (err == 1)
        log_say(log, LOG_ERROR, NULL, "%s: %s", path, strerror(errno));
    else
        log_say(log, LOG_ERROR, NULL, "%s: mbedTLS -0x%x", path,
                (unsigned)-err);
    return ADSUM_ERR_CERTIFICATE;
}

/* A-labels, to be freed by idn2_free(). */
static int name_of(const struct log *log, const char *domain, char **ret)
{
    int err = idn2_to_ascii_8z(domain, ret,
                               IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL |
                                   IDN2_USE_STD3_ASCII_RULES);

    if (err == IDN2_OK)
        return 0;
    log_say(log, LOG_ERROR, NULL, "%s: %s: name a certificate by --tls-cert",
            domain, idn2_strerror(err));
    return ADSUM_ERR_DOMAIN;
}

static int make_of_domains(const struct settings *settings,
                           const struct log *log, const char *path)
{
    const struct settings_words *domains = &settings->serve.domains;
    char *names[SETTINGS_WORDS];
    uint32_t count = 0;
    int err = 0;

    while (count < domains->count && err == 0)
        if ((err = name_of(log, domains->words[count], &names[count])) == 0)
            count++;
    if (err == 0)
        err = make(log, path, (const char *const *)names, count);
    while (count-- != 0)
        idn2_free(names[count]);
    return err;
}

int credentials_load(const struct settings *settings, const struct log *log,
                     const struct adsum_tls_host *host, void *user,
                     struct adsum_tls_context **context)
{
    const char *certificate = settings->serve.certificate;
    const char *key = settings->serve.key;
    char path[PATH_BYTES];
    int err;

    if (certificate == NULL && key != NULL) {
        log_say(log, LOG_ERROR, NULL, "--tls-key: --tls-cert is missing");
        return ADSUM_ERR_INVALID;
    }
    if (certificate == NULL) {
        if (snprintf(path, sizeof path, "%s/" CREDENTIALS_FILE,
                     settings->data) >= (int)sizeof path)
            return ADSUM_ERR_ROOM;
        if ((err = make_of_domains(settings, log, path)) != 0)
            return err;
        certificate = path;
    }
    return use(settings, log, certificate, key != NULL ? key : certificate,
               host, user, context);
}
