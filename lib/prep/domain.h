/*
 * Domainparts (RFC 7622 section 3.2).
 */
#ifndef ADSUM_PREP_DOMAIN_H
#define ADSUM_PREP_DOMAIN_H

#include <adsum/address.h>

/**
 * What adsum_prep_domain() does, with ADSUM_ERR_INVALID for ADSUM_ERR_DOMAIN.
 */
int adsum_domain_prepare(struct adsum_text text, char *buffer,
                         uint32_t capacity, struct adsum_text *ret);

#endif
