/*
 * The elements of one unit, as a parser tells of them.
 */
#ifndef ADSUM_XML_TREE_H
#define ADSUM_XML_TREE_H

#include "arena.h"
#include "header.h"
#include <adsum/xml_node.h>
#include <stdbool.h>
#include <stdint.h>

struct node {
    struct adsum_xml_element element;
    struct adsum_xml_attribute *attributes; /* of element, to be filled */
    struct adsum_xml_declaration *declarations;
    struct node *around; /* NULL: the root */
    struct node *last;   /* child */
};

struct tree {
    struct arena arena;
    const struct header *header; /* what is declared around the unit */
    struct node *root;
    struct node *open;
    char *texts;
    uint32_t texts_left;
    bool failed; /* there was no memory */
};

/**
 * Begin anew; elements shown before are gone.
 *
 * @bytes  of the unit: what it says is never longer than how it says it
 *
 * Returns 0 or ADSUM_ERR_NO_MEMORY.
 */
int adsum_xml_tree_begin(struct tree *tree, const struct header *header,
                         uint32_t bytes);

/** A copy that lasts as long as the tree; never NULL, unless `failed`. */
struct adsum_text adsum_xml_tree_text(struct tree *tree, const char *bytes,
                                      size_t length);

/**
 * A start tag. Fill in its name and arrays, declarations first.
 *
 * Returns NULL if there was no memory.
 */
struct node *adsum_xml_tree_open(struct tree *tree, uint32_t declarations,
                                 uint32_t attributes);

/** What a prefix stands for at a node; the text is the declaration's. */
struct adsum_text adsum_xml_tree_space(const struct node *node,
                                       struct adsum_text prefix);

void adsum_xml_tree_close(struct tree *tree);

/** Text, which goes with the text before it. */
void adsum_xml_tree_characters(struct tree *tree, const char *bytes,
                               size_t length);

#endif
