/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What users add to frames of some names: flamegraph.pl's --nameattr. A line of the file is a name,
 * a tab, and attributes with tabs between them, "ATTRIBUTE=VALUE", the value in quotes or not:
 *
 *	title		what the frame is called, in place of its name and numbers
 *	href, target	a link around it; target is _top, unless it says otherwise
 *	g_extra, a_extra	several attributes of the frame's group, of the link
 *	others		an attribute of the group: class, id, onclick, ...
 */
#ifndef FLAMEREC_OUTPUT_NAME_ATTRIBUTES_H
#define FLAMEREC_OUTPUT_NAME_ATTRIBUTES_H

/**
 * struct frame_attributes - of a name
 * @title: NULL: as of every frame. Not escaped
 * @group: of the <g>, as they stand in XML, each with a space before it; never NULL
 * @link: of the <a>, in the same way; NULL: no link
 */
struct frame_attributes {
	const char *title, *group, *link;
};

struct name_attributes;

/* Return: the attributes, or NULL after saying what is wrong with the file. */
struct name_attributes *name_attributes_load(const char *path);

/* @name: as the file has it, perhaps with "_[k]". Return: NULL, where the file has none. */
const struct frame_attributes *name_attributes_of(const struct name_attributes *attributes,
						  const char *name);

void name_attributes_free(struct name_attributes *attributes);

#endif
