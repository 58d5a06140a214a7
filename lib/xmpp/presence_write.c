/*
 * Writing presence: RFC 6121 4.7.
 */
#include "presence_write.h"

#include "delay.h"
#include "words.h"
#include "writing.h"
#include <string.h>

enum { NAME_MOST = 255 };

static void element(struct adsum_xml_writer *writer, const char *name,
                    struct adsum_text text)
{
    adsum_xml_write_start(writer, name, NULL);
    adsum_xml_write_text(writer, text);
    adsum_xml_write_end(writer);
}

/* 4.7.2.3: absent is 0. */
static void write_priority(struct adsum_xml_writer *writer, int8_t priority)
{
    char digits[4];
    uint32_t at = sizeof digits;
    int32_t left = priority < 0 ? -priority : priority;

    if (priority == 0)
        return;
    for (; left != 0; left /= 10)
        digits[--at] = (char)('0' + left % 10);
    if (priority < 0)
        digits[--at] = '-';
    element(writer, "priority",
            (struct adsum_text){digits + at, (uint32_t)sizeof digits - at});
}

static bool terminate(struct adsum_text text, char *ret)
{
    if (text.length > NAME_MOST ||
        (text.length != 0 && memchr(text.bytes, '\0', text.length) != NULL))
        return false;
    if (text.length != 0)
        memcpy(ret, text.bytes, text.length);
    ret[text.length] = '\0';
    return true;
}

static void write_text(struct adsum_xml_writer *writer,
                       const struct adsum_part *part)
{
    char name[NAME_MOST + 1], space[NAME_MOST + 1];

    if (!terminate(part->name, name) || !terminate(part->space, space)) {
        adsum_writing_fail(writer);
        return;
    }
    adsum_xml_write_start(writer, name, part->space.length != 0 ? space : NULL);
    adsum_writing_attribute(writer, "xml:lang", part->language);
    adsum_xml_write_text(writer,
                         (struct adsum_text){part->bytes, part->length});
    adsum_xml_write_end(writer);
}

static void write_part(struct adsum_xml_writer *writer,
                       const struct adsum_part *part)
{
    if (part->encoding == ADSUM_ENCODING_TEXT)
        write_text(writer, part);
    if (part->encoding == ADSUM_ENCODING_XML)
        adsum_xml_write_raw(writer,
                            (struct adsum_text){part->bytes, part->length});
}

static bool is_delay(const struct adsum_part *part)
{
    return adsum_text_is(part->name, "delay") &&
           adsum_text_is(part->space, DELAY);
}

static void write_content(struct adsum_xml_writer *writer,
                          const struct adsum_notice *notice)
{
    const struct adsum_presence *presence = notice->presence;
    const char *show = adsum_words_at(&adsum_words_show, presence->show);
    uint64_t time_ms = notice->time_ms;

    if (show != NULL)
        element(writer, "show", adsum_text_of(show));
    else if (presence->show != ADSUM_SHOW_NONE)
        adsum_writing_fail(writer);
    write_priority(writer, presence->priority);
    for (uint32_t i = 0; i < presence->part_count; i++) {
        write_part(writer, &presence->parts[i]);
        if (is_delay(&presence->parts[i])) /* XEP-0203: only one */
            time_ms = 0;
    }
    if (time_ms != 0)
        adsum_delay_write(writer, notice->from, time_ms);
}

static bool is_well(const struct adsum_presence *presence)
{
    return presence->size >= sizeof *presence &&
           presence->type <= ADSUM_UNAVAILABLE &&
           (presence->type == ADSUM_AVAILABLE ||
            (presence->show == 0 && presence->priority == 0));
}

void adsum_presence_write(struct adsum_xml_writer *writer,
                          const struct adsum_notice *notice)
{
    static const struct adsum_presence available = {.size = sizeof available};
    struct adsum_notice shown = *notice;

    if (shown.presence == NULL)
        shown.presence = &available;
    if (!is_well(shown.presence)) {
        adsum_writing_fail(writer);
        return;
    }
    adsum_writing_start(writer, "presence");
    adsum_writing_attribute(writer, "from", shown.from);
    adsum_writing_attribute(writer, "id",
                            shown.presence->id.length != 0 ? shown.presence->id
                                                           : shown.id);
    if (shown.presence->type == ADSUM_UNAVAILABLE)
        adsum_xml_write_attribute(writer, "type", adsum_text_of("unavailable"));
    if (shown.view != ADSUM_VIEW_BARE) {
        adsum_writing_attribute(writer, "xml:lang", shown.presence->language);
        write_content(writer, &shown);
    }
    adsum_xml_write_end(writer);
}
