/* A host of adsum-xml alone: what a stanza says, for installed.py. */
#include <adsum/xml.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size != 0)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

int main(void)
{
    const char *at = "<stream:stream xmlns='jabber:client' "
                     "xmlns:stream='http://etherx.jabber.org/streams'>"
                     "<presence><status>Wooing &amp; so on</status></presence>"
                     "</stream:stream>";
    struct adsum_xml_options options = {.size = sizeof options,
                                        .allocate = allocate};
    struct adsum_xml_stream stream = {0};
    struct adsum_xml_event event = {0};
    struct adsum_xml_pool *pool;
    int err = adsum_xml_pool_new(&options, &pool);

    while (err == 0 && event.kind < ADSUM_XML_CLOSED) {
        err =
            adsum_xml_feed(pool, &stream, 0, at, (uint32_t)strlen(at), &event);
        at += event.consumed;
        if (err == 0 && event.kind == ADSUM_XML_STANZA) {
            struct adsum_text text = adsum_xml_text(
                adsum_xml_child(event.element, "status", ADSUM_XML_CLIENT));

            printf("%.*s\n", (int)text.length, text.bytes);
        }
    }
    adsum_xml_stream_deinit(pool, &stream);
    adsum_xml_pool_free(pool);
    return err != 0 || event.kind != ADSUM_XML_CLOSED;
}
