/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The export mark. The library is built with hidden visibility; a function or
 * object that belongs to the public interface carries this mark on the line
 * above its definition. bufplane.map gives its symbol version.
 */
#ifndef BUFPLANE_EXPORT_H
#define BUFPLANE_EXPORT_H

#define BP_EXPORT __attribute__((visibility("default")))

#endif
