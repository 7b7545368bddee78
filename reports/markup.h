/*
 * Text inside XML and HTML. Invalid UTF-8 becomes U+FFFD; characters that XML
 * forbids, that show nothing or that reorder their neighbours are spelled out.
 */
#ifndef OFFERCHECK_REPORTS_MARKUP_H
#define OFFERCHECK_REPORTS_MARKUP_H

#include <stdint.h>

#include "program/buffer.h"

/* Between tags. CR LF becomes LF. */
void markup_text(const char *text, struct buffer *ret_markup);

/* Inside quotes: line feeds and tabs survive an XML parser. */
void markup_attribute(const char *text, struct buffer *ret_markup);

/* 207360 as "207,360". */
void markup_number(uint64_t number, struct buffer *ret_markup);

#endif
