/* Stream features: what is negotiated next. RFC 6120 4.3, 5.4; XEP-0198. */
#include "client.h"

static const struct {
    const char *name, *space;
    uint32_t offer;
} rows[] = {
    {"ver", "urn:xmpp:features:rosterver", ADSUM_CLIENT_OFFERS_VERSIONS},
    {"sub", "urn:xmpp:features:pre-approval", ADSUM_CLIENT_OFFERS_APPROVALS},
    {"csi", SPACE_ACTIVITY, ADSUM_CLIENT_OFFERS_ACTIVITY},
    {"sm", SPACE_ACKS, ADSUM_CLIENT_OFFERS_ACKS},
};

static void read_offers(struct adsum_client *client,
                        const struct adsum_xml_element *features)
{
    client->offers = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (adsum_xml_child(features, rows[i].name, rows[i].space) != NULL)
            client->offers |= rows[i].offer;
    if ((client->options.flags & ADSUM_CLIENT_NO_ACKS) != 0)
        client->offers &= ~(uint32_t)ADSUM_CLIENT_OFFERS_ACKS;
}

static void starttls(struct adsum_client *client)
{
    struct adsum_xml_writer *writer = adsum_client_begin(client);

    adsum_xml_write_start(writer, "starttls", SPACE_TLS);
    adsum_xml_write_end(writer);
    adsum_client_enter(client, PHASE_PROCEED);
    adsum_client_send(client);
}

/* Somebody between may have taken the offer away: without TLS only where the
 * options say that nobody is. */
static void negotiate_clear(struct adsum_client *client,
                            const struct adsum_xml_element *features)
{
    const struct adsum_xml_element *offer =
        adsum_xml_child(features, "starttls", SPACE_TLS);

    if (offer != NULL && client->host.secure != NULL)
        starttls(client);
    else if ((client->options.flags & ADSUM_CLIENT_CLEAR) != 0 &&
             (offer == NULL ||
              adsum_xml_child(offer, "required", SPACE_TLS) == NULL))
        adsum_client_login(client, features);
    else
        adsum_client_end(client, ADSUM_CLIENT_END_NO_TLS, 0);
}

static void negotiate_session(struct adsum_client *client,
                              const struct adsum_xml_element *features)
{
    read_offers(client, features);
    if (client->session != 0 && client->counts.resumable &&
        (client->offers & ADSUM_CLIENT_OFFERS_ACKS) != 0) {
        adsum_client_resume(client);
        return;
    }
    adsum_client_leave(client);
    adsum_client_bind(client);
}

void adsum_client_features(struct adsum_client *client,
                           const struct adsum_xml_element *features)
{
    if (client->authenticated)
        negotiate_session(client, features);
    else if (client->secured)
        adsum_client_login(client, features);
    else
        negotiate_clear(client, features);
}

void adsum_client_proceed(struct adsum_client *client,
                          const struct adsum_xml_element *element)
{
    struct adsum_text domain = adsum_client_domain(client);

    (void)element;
    adsum_xml_stream_deinit(client->pool, &client->xml);
    adsum_client_enter(client, PHASE_SECURING);
    /* What stands behind it, in the clear, is nobody's word (5.4.3.3). */
    client->deaf = true;
    client->host.secure(client->user, client->context, &domain);
}

void adsum_client_no_tls(struct adsum_client *client,
                         const struct adsum_xml_element *element)
{
    (void)element;
    adsum_client_end(client, ADSUM_CLIENT_END_NO_TLS, 0);
}
