/*
 * The tree: nodes in an arena, their texts one after the other in one piece.
 *
 * The piece is as long as the unit, which is enough: a decoded text is never
 * longer than it was written, and a namespace is copied where it is declared,
 * not where it is used. Texts of one run follow each other, since nothing else
 * is copied between them; so a run grows in place.
 */
#include "tree.h"

#include <adsum/error.h>
#include <string.h>

int adsum_xml_tree_begin(struct tree *tree, const struct header *header,
                         uint32_t bytes)
{
    adsum_xml_arena_clear(&tree->arena);
    tree->header = header;
    tree->root = tree->open = NULL;
    tree->failed = false;
    tree->texts = adsum_xml_arena_give(&tree->arena, bytes);
    tree->texts_left = bytes;
    return tree->texts != NULL ? 0 : ADSUM_ERR_NO_MEMORY;
}

struct adsum_text adsum_xml_tree_text(struct tree *tree, const char *bytes,
                                      size_t length)
{
    char *copy = tree->texts;

    if (length > tree->texts_left) {
        tree->failed = true;
        return (struct adsum_text){0};
    }
    if (length != 0)
        memcpy(copy, bytes, length);
    tree->texts += length;
    tree->texts_left -= (uint32_t)length;
    return (struct adsum_text){copy, (uint32_t)length};
}

/* A node behind the last child of the one that is open. */
static struct node *append(struct tree *tree)
{
    struct node *node = adsum_xml_arena_give(&tree->arena, sizeof *node);
    struct node *open = tree->open;

    if (node == NULL)
        return NULL;
    memset(node, 0, sizeof *node);
    if (open == NULL) {
        tree->root = node;
        node->element.parent =
            tree->header->references != 0 ? &tree->header->element : NULL;
        return node;
    }
    node->around = open;
    node->element.parent = &open->element;
    if (open->last == NULL)
        open->element.first = &node->element;
    else
        open->last->element.next = &node->element;
    open->last = node;
    return node;
}

struct node *adsum_xml_tree_open(struct tree *tree, uint32_t declarations,
                                 uint32_t attributes)
{
    struct node *node = append(tree);
    size_t bytes = declarations * sizeof *node->declarations +
                   attributes * sizeof *node->attributes;

    if (node == NULL)
        return NULL;
    if (bytes != 0) {
        node->declarations = adsum_xml_arena_give(&tree->arena, bytes);
        if (node->declarations == NULL)
            return NULL;
        node->attributes = (void *)(node->declarations + declarations);
    }
    node->element.declarations = node->declarations;
    node->element.declaration_count = declarations;
    node->element.attributes = node->attributes;
    node->element.attribute_count = attributes;
    tree->open = node;
    return node;
}

static bool same(struct adsum_text one, struct adsum_text other)
{
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

struct adsum_text adsum_xml_tree_space(const struct node *node,
                                       struct adsum_text prefix)
{
    static const struct adsum_text xml = {ADSUM_XML_NAMESPACE,
                                          sizeof ADSUM_XML_NAMESPACE - 1};
    const struct adsum_xml_element *at = &node->element;

    if (prefix.length == 3 && memcmp(prefix.bytes, "xml", 3) == 0)
        return xml;
    for (; at != NULL; at = at->parent)
        for (uint32_t i = 0; i < at->declaration_count; i++)
            if (same(at->declarations[i].prefix, prefix))
                return at->declarations[i].space;
    return (struct adsum_text){0};
}

void adsum_xml_tree_close(struct tree *tree)
{
    tree->open = tree->open->around;
}

void adsum_xml_tree_characters(struct tree *tree, const char *bytes,
                               size_t length)
{
    struct node *open = tree->open, *node;
    struct adsum_text text;

    if (open == NULL || length == 0)
        return;
    text = adsum_xml_tree_text(tree, bytes, length);
    node = open->last;
    if (node == NULL || node->element.name.length != 0) {
        node = append(tree);
        if (node == NULL) {
            tree->failed = true;
            return;
        }
        node->element.text.bytes = text.bytes;
    }
    node->element.text.length += text.length;
}
