/*
 * Stream error conditions: RFC 6120 section 4.9.3, row for row.
 */
#include <adsum/xml.h>

#include <string.h>

static const char *const names[] = {
    "",
    "bad-format",
    "bad-namespace-prefix",
    "conflict",
    "connection-timeout",
    "host-gone",
    "host-unknown",
    "improper-addressing",
    "internal-server-error",
    "invalid-from",
    "invalid-namespace",
    "invalid-xml",
    "not-authorized",
    "not-well-formed",
    "policy-violation",
    "remote-connection-failed",
    "reset",
    "resource-constraint",
    "restricted-xml",
    "see-other-host",
    "system-shutdown",
    "undefined-condition",
    "unsupported-encoding",
    "unsupported-feature",
    "unsupported-stanza-type",
    "unsupported-version",
};

enum { NAMES = sizeof names / sizeof *names };

_Static_assert((int)NAMES == (int)ADSUM_XML_CONDITION_UNSUPPORTED_VERSION + 1,
               "a name for each condition");

const char *adsum_xml_condition(uint32_t condition)
{
    return condition < NAMES ? names[condition] : "";
}

uint32_t adsum_xml_condition_of(const struct adsum_xml_element *error)
{
    for (uint32_t i = 1; i < NAMES; i++)
        if (adsum_xml_child(error, names[i], ADSUM_XML_STREAM_ERRORS) != NULL)
            return i;
    return ADSUM_XML_CONDITION_UNDEFINED_CONDITION;
}
