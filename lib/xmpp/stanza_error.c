/*
 * Stanza errors: the table of RFC 6120 8.3.3, and what else becomes one.
 */
#include "stanza_error.h"

#include "words.h"
#include <adsum/limits.h>

#define STANZAS         "urn:ietf:params:xml:ns:xmpp-stanzas"
#define BLOCKING_ERRORS "urn:xmpp:blocking:errors"

/* The type is the one that is RECOMMENDED, the first if there are two. */
static const struct row {
    const char *name, *type;
    const char *application, *space; /* a condition of its own (8.3.4) */
} rows[] = {
    [ADSUM_STANZA_ERROR_BAD_REQUEST] = {.name = "bad-request",
                                        .type = "modify"},
    [ADSUM_STANZA_ERROR_CONFLICT] = {.name = "conflict", .type = "cancel"},
    [ADSUM_STANZA_ERROR_FEATURE_NOT_IMPLEMENTED] =
        {.name = "feature-not-implemented", .type = "cancel"},
    [ADSUM_STANZA_ERROR_FORBIDDEN] = {.name = "forbidden", .type = "auth"},
    [ADSUM_STANZA_ERROR_GONE] = {.name = "gone", .type = "cancel"},
    [ADSUM_STANZA_ERROR_INTERNAL_SERVER_ERROR] = {.name =
                                                      "internal-server-error",
                                                  .type = "cancel"},
    [ADSUM_STANZA_ERROR_ITEM_NOT_FOUND] = {.name = "item-not-found",
                                           .type = "cancel"},
    [ADSUM_STANZA_ERROR_JID_MALFORMED] = {.name = "jid-malformed",
                                          .type = "modify"},
    [ADSUM_STANZA_ERROR_NOT_ACCEPTABLE] = {.name = "not-acceptable",
                                           .type = "modify"},
    [ADSUM_STANZA_ERROR_NOT_ALLOWED] = {.name = "not-allowed",
                                        .type = "cancel"},
    [ADSUM_STANZA_ERROR_NOT_AUTHORIZED] = {.name = "not-authorized",
                                           .type = "auth"},
    [ADSUM_STANZA_ERROR_POLICY_VIOLATION] = {.name = "policy-violation",
                                             .type = "modify"},
    [ADSUM_STANZA_ERROR_RECIPIENT_UNAVAILABLE] = {.name =
                                                      "recipient-unavailable",
                                                  .type = "wait"},
    [ADSUM_STANZA_ERROR_REDIRECT] = {.name = "redirect", .type = "modify"},
    [ADSUM_STANZA_ERROR_REGISTRATION_REQUIRED] = {.name =
                                                      "registration-required",
                                                  .type = "auth"},
    [ADSUM_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND] =
        {.name = "remote-server-not-found", .type = "cancel"},
    [ADSUM_STANZA_ERROR_REMOTE_SERVER_TIMEOUT] = {.name =
                                                      "remote-server-timeout",
                                                  .type = "wait"},
    [ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT] = {.name = "resource-constraint",
                                                .type = "wait"},
    [ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE] = {.name = "service-unavailable",
                                                .type = "cancel"},
    [ADSUM_STANZA_ERROR_SUBSCRIPTION_REQUIRED] = {.name =
                                                      "subscription-required",
                                                  .type = "auth"},
    [ADSUM_STANZA_ERROR_UNDEFINED_CONDITION] = {.name = "undefined-condition",
                                                .type = "cancel"},
    [ADSUM_STANZA_ERROR_UNEXPECTED_REQUEST] = {.name = "unexpected-request",
                                               .type = "wait"},
    [ADSUM_STANZA_ERROR_BLOCKED] = {"not-acceptable", "cancel", "blocked",
                                    BLOCKING_ERRORS},
};

static const struct {
    int32_t err;
    uint32_t error;
} calls[] = {
    {ADSUM_ERR_INVALID, ADSUM_STANZA_ERROR_BAD_REQUEST},
    {ADSUM_ERR_MIRRORED, ADSUM_STANZA_ERROR_NOT_ALLOWED},
    {ADSUM_ERR_UNKNOWN, ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE},
    {ADSUM_ERR_NOT_FOUND, ADSUM_STANZA_ERROR_ITEM_NOT_FOUND},
    {ADSUM_ERR_CONFLICT, ADSUM_STANZA_ERROR_CONFLICT},
    {ADSUM_ERR_BLOCKED, ADSUM_STANZA_ERROR_BLOCKED},
    {ADSUM_ERR_LOCAL, ADSUM_STANZA_ERROR_JID_MALFORMED},
    {ADSUM_ERR_DOMAIN, ADSUM_STANZA_ERROR_JID_MALFORMED},
    {ADSUM_ERR_RESOURCE, ADSUM_STANZA_ERROR_JID_MALFORMED},
    {ADSUM_ERR_NO_MEMORY, ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT},
    /* RFC 6121 2.3.3 */
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_NAME_BYTES,
     ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_GROUPS, ADSUM_STANZA_ERROR_NOT_ACCEPTABLE},
    /* What the sender has too much of. */
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_CONTACTS,
     ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_BLOCKS, ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_REQUEST_BYTES,
     ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_PARTS, ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_PART_BYTES,
     ADSUM_STANZA_ERROR_POLICY_VIOLATION},
    {ADSUM_ERR_LIMIT - ADSUM_LIMIT_DIRECTED,
     ADSUM_STANZA_ERROR_POLICY_VIOLATION},
};

static const struct {
    uint32_t condition, error;
} conditions[] = {
    {ADSUM_CONDITION_SERVICE_UNAVAILABLE,
     ADSUM_STANZA_ERROR_SERVICE_UNAVAILABLE},
    {ADSUM_CONDITION_REMOTE_SERVER_NOT_FOUND,
     ADSUM_STANZA_ERROR_REMOTE_SERVER_NOT_FOUND},
    {ADSUM_CONDITION_REMOTE_SERVER_TIMEOUT,
     ADSUM_STANZA_ERROR_REMOTE_SERVER_TIMEOUT},
    {ADSUM_CONDITION_NOT_ALLOWED, ADSUM_STANZA_ERROR_NOT_ALLOWED},
};

static const struct row *row_of(uint32_t error)
{
    return error != ADSUM_STANZA_ERROR_NONE &&
                   error < sizeof rows / sizeof *rows
               ? &rows[error]
               : NULL;
}

const char *adsum_stanza_error(uint32_t error)
{
    return row_of(error) != NULL ? row_of(error)->name : "";
}

const char *adsum_stanza_error_type(uint32_t error)
{
    return row_of(error) != NULL ? row_of(error)->type : "";
}

uint32_t adsum_stanza_error_of(int32_t err)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].err == err)
            return calls[i].error;
    return err <= ADSUM_ERR_LIMIT ? ADSUM_STANZA_ERROR_RESOURCE_CONSTRAINT
                                  : ADSUM_STANZA_ERROR_INTERNAL_SERVER_ERROR;
}

uint32_t adsum_stanza_error_of_condition(uint32_t condition)
{
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].condition == condition)
            return conditions[i].error;
    return ADSUM_STANZA_ERROR_NONE;
}

uint32_t adsum_stanza_error_condition(uint32_t error)
{
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].error == error)
            return conditions[i].condition;
    return ADSUM_CONDITION_NONE;
}

static uint32_t find(const struct adsum_xml_element *error)
{
    const struct adsum_xml_element *at = adsum_xml_child(error, NULL, STANZAS);

    /* Backwards: what says more stands behind. */
    for (; at != NULL; at = adsum_xml_next(at, NULL, STANZAS))
        for (uint32_t i = sizeof rows / sizeof *rows; --i != 0;)
            if (adsum_text_is(at->name, rows[i].name) &&
                (rows[i].application == NULL ||
                 adsum_xml_child(error, rows[i].application, rows[i].space)))
                return i;
    return ADSUM_STANZA_ERROR_UNDEFINED_CONDITION;
}

uint32_t adsum_stanza_error_read(const struct adsum_xml_element *stanza)
{
    const struct adsum_xml_element *error =
        adsum_xml_child(stanza, "error", ADSUM_XML_CLIENT);

    if (error == NULL)
        error = adsum_xml_child(stanza, "error", ADSUM_XML_SERVER);
    return error != NULL ? find(error) : ADSUM_STANZA_ERROR_UNDEFINED_CONDITION;
}

void adsum_stanza_error_write(struct adsum_xml_writer *writer, uint32_t error)
{
    const struct row *row = row_of(error);

    adsum_xml_write_start(writer, "error", NULL);
    adsum_xml_write_attribute(writer, "type", adsum_text_of(row->type));
    adsum_xml_write_start(writer, row->name, STANZAS);
    adsum_xml_write_end(writer);
    if (row->application != NULL) {
        adsum_xml_write_start(writer, row->application, row->space);
        adsum_xml_write_end(writer);
    }
    adsum_xml_write_end(writer);
}
