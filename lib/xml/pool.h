/*
 * A pool: what streams of one thread share.
 */
#ifndef ADSUM_XML_POOL_H
#define ADSUM_XML_POOL_H

#include "header.h"
#include "reader.h"
#include "scanner.h"

struct adsum_xml_pool {
    struct adsum_xml_options options; /* no zeros */
    struct memory memory;
    struct headers headers;
    struct reader reader;
    struct marks marks; /* of the unit that is being scanned */
    size_t bytes;       /* of this, one block with the marks */
};

#endif
