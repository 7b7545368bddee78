/*
 * What the notes of a program may hold. Both decoders keep to it, so that
 * every program that they yield can be written in either form.
 */
#ifndef OFFERCHECK_PROGRAM_NOTES_H
#define OFFERCHECK_PROGRAM_NOTES_H

#include "program/program.h"

#define NOTE_MAX_WORD 255u      /* bytes of a case's name, a requirement's id */
#define NOTE_MAX_SENTENCE 2000u /* bytes */
#define NOTE_MAX_NAME 63u       /* bytes of an object's name */

/* UTF-8 without blanks and control characters: a case's name, a requirement's id. */
bool note_is_word(const char *text, size_t length);

/* UTF-8 without control characters, no blank at either end: a property. */
bool note_is_sentence(const char *text, size_t length);

/* Letters, digits and underscores, no digit first, and neither a word of the notation nor like an unnamed object's ("device0"). */
bool note_is_name(const char *text, size_t length);

/* Whether programs may need it: a row of program_ops names it, or it is an entry point's name without D3DKMT. */
bool note_is_capability(const char *text, size_t length);

/*
 * Reads an unnamed object's name, its type's name and its slot: "device0".
 * False: it is none. A slot that the type does not have comes back as the
 * number of slots.
 */
bool note_default_name(const char *text, size_t length, enum object_type *ret_type, uint32_t *ret_slot);

/* Bytes of `text` up to the first that is not valid UTF-8; `length` if all is. */
size_t note_valid_utf8(const char *text, size_t length);

#endif
