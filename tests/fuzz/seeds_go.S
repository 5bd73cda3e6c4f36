/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Functions as Go's linker tells them in .gopclntab, for a file that has no symbols: the layout of
 * Go 1.18 and 1.19 (src/debug/gosym/pclntab.go and src/runtime/symtab.go of Go).
 */
	.text
first:	.skip 32
second:	.skip 48
last:	.skip 16
end:

	.section .gopclntab, "a", @progbits
	.balign 32
table:	.long 0xfffffff0
	.byte 0, 0, 1, 8	/* two zeros, size of an instruction and of a pointer */
	.quad 3, 1		/* functions, files */
	.quad first
	.quad names - table
	.quad units - table
	.quad files - table
	.quad lines - table
	.quad functions - table
names:	.asciz "main.first"
name2:	.asciz "main.(*second).method"
name3:	.asciz "runtime.last"
units:	.long 0
files:	.asciz "main.go"
lines:	.byte 2, 32, 0
	.balign 8
functions:
	.long 0, function1 - functions
	.long second - first, function2 - functions
	.long last - first, function3 - functions
	.long end - first
function1: .long 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
function2: .long second - first, name2 - names, 0, 0, 0, 0, 0, 0, 0, 0
function3: .long last - first, name3 - names, 0, 0, 0, 0, 0, 0, 0, 0
