#include "sasl_element.h"

#include "spaces.h"
#include "writing.h"
#include <adsum/sasl.h>

enum { ENCODED_BYTES = (ADSUM_SASL_HELD_BYTES + 2) / 3 * 4 };

void adsum_sasl_write(struct adsum_xml_writer *writer, const char *name,
                      struct adsum_text mechanism,
                      const struct adsum_text *bytes)
{
    char buffer[ENCODED_BYTES];
    struct adsum_text encoded;

    adsum_xml_write_start(writer, name, SPACE_SASL);
    adsum_writing_attribute(writer, "mechanism", mechanism);
    if (bytes != NULL &&
        adsum_sasl_encode(*bytes, buffer, sizeof buffer, &encoded) == 0)
        adsum_xml_write_text(writer, encoded);
    adsum_xml_write_end(writer);
}
