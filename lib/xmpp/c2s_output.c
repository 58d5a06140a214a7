/* What is sent to a client, and the end of its stream. */
#include "c2s.h"

#include "writing.h"

struct adsum_xml_writer *adsum_c2s_begin(struct adsum_c2s_stream *stream)
{
    struct adsum_xml_writer *writer = &stream->c2s->reply;

    adsum_writing_reset(writer);
    return writer;
}

void adsum_c2s_output(struct adsum_c2s_stream *stream, struct adsum_text bytes)
{
    struct adsum_c2s *c2s = stream->c2s;
    uint32_t answer;

    if (stream->broken || stream->silent || !stream->known)
        return;
    answer =
        c2s->host.output(c2s->user, stream->context, bytes.bytes, bytes.length);
    /* Only writable() says that there is room again. */
    stream->full |= answer == ADSUM_C2S_FULL;
    stream->broken = answer == ADSUM_C2S_BROKEN;
    if (!stream->broken)
        c2s->statistics.bytes_out += bytes.length;
}

void adsum_c2s_send(struct adsum_c2s_stream *stream)
{
    struct adsum_xml_writer *writer = &stream->c2s->reply;

    if (writer->error != 0)
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT);
    else
        adsum_c2s_output(stream, adsum_written(writer));
}

void adsum_c2s_send_stanza(struct adsum_c2s_stream *stream)
{
    struct adsum_xml_writer *writer = &stream->c2s->reply;

    if (writer->error != 0)
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT);
    else if (adsum_c2s_overdue(stream))
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_POLICY_VIOLATION);
    else if (adsum_c2s_sent(stream, adsum_written(writer)) != 0)
        adsum_c2s_end(stream, ADSUM_XML_CONDITION_RESOURCE_CONSTRAINT);
    else {
        stream->c2s->statistics.stanzas_out++;
        adsum_c2s_output(stream, adsum_written(writer));
        adsum_c2s_ask_ack(stream);
    }
}

static void close_session(struct adsum_c2s_stream *stream)
{
    uint64_t session = stream->session;

    stream->session = 0;
    if (session != 0)
        (void)adsum_session_close(stream->c2s->service, session, NULL);
}

/* The last words need little: a piece of memory that is there already. */
static void last_words(struct adsum_c2s_stream *stream, uint32_t condition)
{
    struct adsum_xml_writer *writer = adsum_c2s_begin(stream);

    if (stream->silent)
        return;
    if (!stream->headed)
        adsum_c2s_write_header(stream, (struct adsum_text){NULL, 0});
    if (condition != ADSUM_XML_CONDITION_NONE) {
        adsum_xml_write_error(writer, condition, (struct adsum_text){NULL, 0});
        stream->c2s->statistics.stream_errors++;
    }
    adsum_xml_write_footer(writer);
    if (writer->error == 0)
        adsum_c2s_output(stream, adsum_written(writer));
    stream->silent = true;
}

void adsum_c2s_end(struct adsum_c2s_stream *stream, uint32_t condition)
{
    if (stream->queue == QUEUE_CLOSING || stream->queue == QUEUE_OVER)
        return;
    last_words(stream, condition);
    stream->condition = (uint8_t)condition;
    adsum_c2s_move(stream, QUEUE_CLOSING);
    close_session(stream);
    if (stream->broken)
        adsum_c2s_finish(stream);
}

void adsum_c2s_finish(struct adsum_c2s_stream *stream)
{
    if (stream->queue == QUEUE_OVER)
        return;
    adsum_c2s_move(stream, QUEUE_OVER);
    close_session(stream);
}
