/*
 * mbedTLS 2.28: its structs are public here, their layout is what the headers
 * say, and adsum_tls_library_matches() holds the running library to that.
 *
 * Invariant: between calls in_buf and out_buf are NULL, and nothing of the
 * connection was in them but the sequence number of incoming records, which
 * mbedTLS keeps in the first eight bytes of in_buf. adsum_tls_library_return()
 * checks it: whole records only are given to mbedTLS, it asks for more only
 * once it has used up what it had, and what it wrote has been sent.
 */
#include "library.h"

#include <mbedtls/platform.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/ssl_internal.h>
#include <mbedtls/version.h>
#include <string.h>

bool adsum_tls_library_matches(void)
{
    /* Patch releases keep the layout; minor ones need not. */
    return mbedtls_version_get_number() >> 16 == MBEDTLS_VERSION_NUMBER >> 16;
}

bool adsum_tls_library_groups(struct library_groups *groups)
{
    uint32_t i;

    for (i = 0; groups->numbers[i] != 0; i++) {
        const mbedtls_ecp_curve_info *info =
            mbedtls_ecp_curve_info_from_tls_id(groups->numbers[i]);
        if (info == NULL)
            return false;
        groups->ids[i] = info->grp_id;
    }
    groups->ids[i] = MBEDTLS_ECP_DP_NONE;
    return true;
}

void adsum_tls_library_configure(mbedtls_ssl_config *config,
                                 const struct library_groups *groups)
{
    static const int hashes[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384,
                                 MBEDTLS_MD_SHA512, MBEDTLS_MD_NONE};

    mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(config, MBEDTLS_SSL_MAJOR_VERSION_3,
                                 MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_curves(config, groups->ids);
    mbedtls_ssl_conf_sig_hashes(config, hashes);
}

/*
 * RFC 9266: the exporter of RFC 5705 with a context that is there and empty,
 * so that its length, two zero bytes, follows the randoms.
 */
static int keys_known(void *user, const unsigned char *master,
                      const unsigned char *block, size_t mac_bytes,
                      size_t key_bytes, size_t iv_bytes,
                      const unsigned char client_random[32],
                      const unsigned char server_random[32],
                      mbedtls_tls_prf_types prf)
{
    uint8_t seed[32 + 32 + 2] = {0}, exporter[LIBRARY_EXPORTER_BYTES];
    int ret;

    (void)block;
    (void)mac_bytes;
    (void)key_bytes;
    (void)iv_bytes;
    memcpy(seed, client_random, 32);
    memcpy(seed + 32, server_random, 32);
    ret = mbedtls_ssl_tls_prf(prf, master, 48, "EXPORTER-Channel-Binding", seed,
                              sizeof seed, exporter, sizeof exporter);
    adsum_tls_keys_known(user, ret == 0 ? exporter : NULL);
    mbedtls_platform_zeroize(exporter, sizeof exporter);
    return 0; /* 2.28 does not read it */
}

void adsum_tls_library_on_keys(mbedtls_ssl_config *config, void *user)
{
    mbedtls_ssl_conf_export_keys_ext_cb(config, keys_known, user);
}

bool adsum_tls_library_extended(const mbedtls_ssl_context *ssl)
{
    return ssl->handshake != NULL &&
           ssl->handshake->extended_ms == MBEDTLS_SSL_EXTENDED_MS_ENABLED;
}

int adsum_tls_library_key_parse(mbedtls_pk_context *key, const uint8_t *bytes,
                                size_t length)
{
    return mbedtls_pk_parse_key(key, bytes, length, NULL, 0);
}

int adsum_tls_library_key_pair(const mbedtls_x509_crt *certificate,
                               const mbedtls_pk_context *key)
{
    return mbedtls_pk_check_pair(&certificate->pk, key);
}

mbedtls_md_type_t
adsum_tls_library_signature_hash(const mbedtls_x509_crt *certificate)
{
    const mbedtls_pk_rsassa_pss_options *options = certificate->sig_opts;

    if (certificate->sig_pk == MBEDTLS_PK_RSASSA_PSS &&
        (options == NULL || options->mgf1_hash_id != certificate->sig_md))
        return MBEDTLS_MD_NONE;
    return certificate->sig_md;
}

void adsum_tls_library_buffers_free(struct library_buffers *buffers)
{
    mbedtls_free(buffers->in);
    mbedtls_free(buffers->out);
    buffers->in = NULL;
    buffers->out = NULL;
}

/* The first connection's buffers become the context's. */
int adsum_tls_library_setup(mbedtls_ssl_context *ssl,
                            const mbedtls_ssl_config *config,
                            struct library_buffers *buffers)
{
    int ret = mbedtls_ssl_setup(ssl, config);

    if (ret != 0)
        return ret;
    if (buffers->in == NULL) {
        buffers->in = ssl->in_buf;
        buffers->out = ssl->out_buf;
    } else {
        mbedtls_free(ssl->in_buf);
        mbedtls_free(ssl->out_buf);
    }
    ssl->in_buf = NULL;
    ssl->out_buf = NULL;
    return 0;
}

void adsum_tls_library_lend(mbedtls_ssl_context *ssl,
                            const struct library_buffers *buffers,
                            const uint8_t *counter)
{
    ssl->in_buf = buffers->in;
    ssl->out_buf = buffers->out;
    ssl->in_hdr = ssl->in_buf + LIBRARY_COUNTER_BYTES;
    ssl->out_hdr = ssl->out_buf + LIBRARY_COUNTER_BYTES;
    mbedtls_ssl_update_in_pointers(ssl);
    mbedtls_ssl_update_out_pointers(ssl, ssl->transform_out);
    memcpy(ssl->in_ctr, counter, LIBRARY_COUNTER_BYTES);
}

bool adsum_tls_library_return(mbedtls_ssl_context *ssl, uint8_t *counter,
                              size_t used)
{
    bool rests =
        ssl->in_left == 0 && ssl->out_left == 0 && ssl->in_offt == NULL;

    memcpy(counter, ssl->in_ctr, LIBRARY_COUNTER_BYTES);
    mbedtls_platform_zeroize(ssl->in_buf, LIBRARY_COUNTER_BYTES + used);
    ssl->in_buf = NULL;
    ssl->out_buf = NULL;
    return rests;
}

bool adsum_tls_library_is_over(const mbedtls_ssl_context *ssl)
{
    return ssl->state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

bool adsum_tls_library_resumes(const mbedtls_ssl_context *ssl)
{
    return ssl->handshake != NULL && ssl->handshake->resume != 0;
}

void adsum_tls_library_refuse_ticket(mbedtls_ssl_context *ssl)
{
    ssl->handshake->resume = 0;
    ssl->handshake->new_session_ticket = 1;
    ssl->session_negotiate->verify_result = 0;
}

int adsum_tls_library_suite(const mbedtls_ssl_context *ssl)
{
    const mbedtls_ssl_session *session =
        ssl->session_negotiate != NULL ? ssl->session_negotiate : ssl->session;

    return session == NULL ? 0 : session->ciphersuite;
}

const mbedtls_x509_crt *adsum_tls_library_own(mbedtls_ssl_context *ssl)
{
    return mbedtls_ssl_own_cert(ssl);
}

void adsum_tls_library_choose_none(mbedtls_ssl_context *ssl)
{
    mbedtls_ssl_key_cert *one = ssl->handshake->sni_key_cert, *next;

    for (; one != NULL; one = next) {
        next = one->next;
        mbedtls_free(one);
    }
    ssl->handshake->sni_key_cert = NULL;
}

const void *adsum_tls_library_finished(const mbedtls_ssl_context *ssl,
                                       bool ours)
{
    return ours ? ssl->own_verify_data : ssl->peer_verify_data;
}

uint8_t adsum_tls_library_alert(const mbedtls_ssl_context *ssl)
{
    return ssl->in_msg[1];
}

const mbedtls_ssl_session *
adsum_tls_library_session(const mbedtls_ssl_context *ssl)
{
    return ssl->session;
}

bool adsum_tls_library_has_ticket(const mbedtls_ssl_session *session)
{
    return session->ticket_len != 0;
}

int adsum_tls_library_session_save(const mbedtls_ssl_session *session,
                                   uint8_t *bytes, size_t room, size_t *ret)
{
    mbedtls_ssl_session bare = *session; /* a loan: nothing of it is freed */
    int err;

    bare.peer_cert = NULL;
    err = mbedtls_ssl_session_save(&bare, bytes, room, ret);
    mbedtls_platform_zeroize(&bare, sizeof bare);
    return err;
}

void adsum_tls_library_trim(mbedtls_ssl_context *ssl)
{
    if (ssl->session->peer_cert != NULL) {
        mbedtls_x509_crt_free(ssl->session->peer_cert);
        mbedtls_free(ssl->session->peer_cert);
        ssl->session->peer_cert = NULL;
    }
    mbedtls_ssl_set_hostname(ssl, NULL);
}
