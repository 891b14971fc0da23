/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Included ahead of every C file of the library, by the build: notes where
 * the code of the object file begins and ends, so that the library can tell
 * its own frames from its caller's in a static program, too.
 *
 * Labels stand at the start of the file's code section and, in a subsection of
 * the highest number, at its end. Section bp_text of a program or shared
 * library holds all pairs, from __start_bp_text to __stop_bp_text: offsets
 * relative to themselves, which need no relocation when the program starts.
 * An empty range is one without code. The labels are numbers, because link
 * time optimisation puts the text of many files into one.
 */
#ifndef TEXT_RANGE_H
#define TEXT_RANGE_H

/* clang-format off */
#define TEXT_RANGE(section, flags)                                             \
	".pushsection " section ",0" flags "\n"                                \
	"7771:\n"                                                              \
	".popsection\n"                                                        \
	".pushsection " section ",8192" flags "\n"                             \
	"7772:\n"                                                              \
	".popsection\n"                                                        \
	".pushsection bp_text,\"a\",%progbits\n"                               \
	".balign 4\n"                                                          \
	".long 7771b - .\n"                                                    \
	".long 7772b - .\n"                                                    \
	".popsection\n"
/* clang-format on */

__asm__(TEXT_RANGE(".text", "") TEXT_RANGE(
		".text.unlikely", ",\"ax\",%progbits"));

#endif
