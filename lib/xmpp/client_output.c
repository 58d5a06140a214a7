/* What is sent to the server. */
#include "client.h"

#include "writing.h"

struct adsum_xml_writer *adsum_client_begin(struct adsum_client *client)
{
    adsum_writing_reset(&client->reply);
    return &client->reply;
}

void adsum_client_output(struct adsum_client *client, struct adsum_text bytes)
{
    if (client->broken || client->silent || client->phase == PHASE_NONE ||
        client->phase == PHASE_OVER)
        return;
    client->broken =
        client->host.output(client->user, client->context, bytes.bytes,
                            bytes.length) != ADSUM_CLIENT_TAKEN;
    if (!client->broken)
        client->statistics.bytes_out += bytes.length;
}

void adsum_client_send(struct adsum_client *client)
{
    if (client->reply.error != 0)
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
    else
        adsum_client_output(client, adsum_written(&client->reply));
}

int adsum_client_send_stanza(struct adsum_client *client)
{
    struct adsum_xml_writer *writer = &client->reply;
    int err = writer->error != 0
                  ? writer->error
                  : adsum_client_sent(client, adsum_written(writer));

    if (err != 0)
        return err;
    client->statistics.stanzas_out++;
    if (client->phase != PHASE_BOUND)
        return 0; /* it goes when the stream is resumed */
    adsum_client_output(client, adsum_written(writer));
    adsum_client_ask_ack(client);
    return 0;
}

/* A server that makes us answer and acknowledges nothing is not one. */
void adsum_client_reply(struct adsum_client *client)
{
    int err;

    if (client->reply.error == 0 && client->reply.length == 0)
        return; /* an error is not answered */
    err = adsum_client_send_stanza(client);
    if (err == ADSUM_ERR_LIMIT)
        adsum_client_end(client, ADSUM_CLIENT_END_WRONG,
                         ADSUM_XML_CONDITION_POLICY_VIOLATION);
    else if (err != 0)
        adsum_client_fall(client, ADSUM_CLIENT_END_NO_MEMORY);
}
