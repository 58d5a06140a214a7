/* A program that needs nothing but stanza.h: a notice, as a stanza. */
#include <adsum/stanza.h>
#include <stdio.h>

int main(void)
{
    struct adsum_presence away = {.size = sizeof away, .show = ADSUM_SHOW_AWAY};
    struct adsum_notice notice = {
        .size = sizeof notice, .kind = ADSUM_PRESENCE, .presence = &away};
    char bytes[100];
    struct adsum_xml_writer writer = {
        .content = ADSUM_XML_CLIENT, .bytes = bytes, .capacity = sizeof bytes};

    if (adsum_stanza_write(&writer, &notice) != 0)
        return 1;
    printf("%.*s\n", (int)writer.length, bytes);
    return 0;
}
