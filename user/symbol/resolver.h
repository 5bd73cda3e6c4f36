/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one interface to names: an address goes in, a name or the reason why there is none comes
 * out. Behind it stands one file a source (names kept in a capture, kallsyms, System.map, vmlinux,
 * ELF symbol tables, debug files, maps of JIT compilers ...); they are asked best first.
 */
#ifndef FLAMEREC_SYMBOL_RESOLVER_H
#define FLAMEREC_SYMBOL_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BUILD_ID_MAX 32		/* bytes; GNU ld writes 20 */

struct build_id {
	uint8_t len;		/* 0: unknown */
	uint8_t bytes[BUILD_ID_MAX];
};

/* Why an address has no name. */
enum unnamed {
	NAMED,
	UNNAMED_NO_MAPPING,	/* the process had nothing mapped there when it was looked at */
	UNNAMED_ANONYMOUS,	/* memory that no file is behind: JIT code, a trampoline */
	UNNAMED_NO_FILE,	/* the file can't be opened (deleted, other machine, permission) */
	UNNAMED_CHANGED,	/* the file is there, but it is not the one that ran */
	UNNAMED_NOT_ELF,	/* the file is no ELF file, or a corrupt one */
	UNNAMED_STRIPPED,	/* no symbol covers the address */
	UNNAMED_RESTRICTED,	/* kernel addresses are hidden (kptr_restrict) */
	UNNAMED_NO_KALLSYMS,	/* the kernel has no /proc/kallsyms */
	UNNAMED_NO_SLIDE,	/* a vmlinux or System.map, but not where the kernel was loaded */
	UNNAMED_REASONS
};

/* A sentence for users, without a full stop. */
const char *unnamed_reason(enum unnamed why);

/**
 * struct symbol - the answer
 * @why: NAMED, or the reason why @name is not a symbol's name
 * @name: the symbol's name as in the symbol table (neither demangled nor shortened, but without the
 *	version that follows "@"); where there is none, what to show instead: "[libfoo.so+0x12a]"
 *	with the address as it was linked, "[libfoo.so@0x12a]" with the offset into the file where
 *	that is not known; "[anon]", "[heap]", "[unknown]"; "[0xffffffff81000000]" for
 *	a kernel address. Never NULL. Owned by the resolver, valid as long as it. Equal names
 *	are equal pointers.
 * @module: kernel module ("ext4"), or the object's base name ("libc.so.6"), or NULL (the kernel
 *	proper). Owned as @name.
 * @start: first address of the symbol, in the address space that was asked for
 * @end: first address behind the symbol. An unnamed function whose bounds are known (from unwind
 *	information) has both, and its @name is made from its first address, so that all addresses
 *	in it are one frame; else both are 0
 * @is_jit: @name is that of code that a JIT compiler made, as the compiler told it
 * @since_ns: of resolver_jit(): since when that was there, in CLOCK_MONOTONIC
 * @is_exact: it was not there before @since_ns; else it may have been
 */
struct symbol {
	enum unnamed why;
	const char *name;
	const char *module;
	uint64_t start, end;
	bool is_jit;
	uint64_t since_ns;
	bool is_exact;
};

/**
 * struct object - a file that is mapped as code, as the process's memory map tells
 * @path: path as the process saw it; "[vdso]" for the vdso, "[vdso32]" for that of 32-bit
 *	processes; "" or "//anon" for anonymous memory
 * @device: device number of the file, as in stat.st_dev's user-space encoding; 0: unknown
 * @inode: inode number; 0: unknown. Where both are known, a file found at the path that has others
 *	is not the one that ran: UNNAMED_CHANGED, unless @id is known and equal
 * @id: build-id, or len 0 where it is not known. Where known, a file with another one is refused
 * @tgid: a process of this machine that has the file mapped, or had; 0: none is known. Through it a
 *	file is found that was deleted, or that only the process's own mount namespace leads to
 * @start: where @tgid has it mapped
 * @end: first address behind that
 * @seen_ns: when it was seen to be mapped first, in CLOCK_MONOTONIC of this machine; 0: unknown. A
 *	file that was written since is not the one that ran, unless @id says so
 *
 * A path that ends in " (deleted)", as the kernel writes it, is refused unless inode or build-id
 * prove that the file that is there now is the one that ran. @device, @inode, @tgid and @seen_ns
 * say nothing where what was sampled is elsewhere (&struct places).
 */
struct object {
	const char *path;
	uint64_t device, inode;
	struct build_id id;
	uint32_t tgid;
	uint64_t start, end;
	uint64_t seen_ns;
};

struct resolver;
struct places;

struct resolver *resolver_new(void);
void resolver_free(struct resolver *resolver);

/* Where files are looked for beyond the paths that programs saw; @places outlives the resolver. */
void resolver_set_places(struct resolver *resolver, const struct places *places);

/* --- the kernel */

/**
 * resolver_load_kallsyms() - read the names of this machine's running kernel
 * @resolver: the resolver
 * @path: "/proc/kallsyms", or a copy of it
 *
 * Without it, kernel addresses are UNNAMED_NO_KALLSYMS. A file of zero addresses gives
 * UNNAMED_RESTRICTED for each, never a wrong name. May be called again, when modules were loaded:
 * the new names go before the old ones, which stay for what was unloaded.
 *
 * Return: 0, or -errno (what was loaded before stays); -EINVAL where the file is no kallsyms.
 */
int resolver_load_kallsyms(struct resolver *resolver, const char *path);

/* A symbol of the kernel proper, and where it lies in memory. */
struct kernel_symbol {
	const char *name;
	uint64_t address;
};

/**
 * struct kernel_module - a module that is loaded
 * @name: its name, with '_'
 * @address: where its code begins; 0: not known
 * @size: bytes of memory that it takes
 * @id: its build-id; len 0: not known
 * @sections: where its sections of code lie, @section_count of them
 */
struct kernel_module {
	const char *name;
	uint64_t address, size;
	struct build_id id;
	struct kernel_symbol *sections;
	size_t section_count;
};

/**
 * struct kernel_image - what is known of the kernel that was sampled; all zero: nothing
 * @release: as uname -r tells it
 * @id: its build-id
 * @is_here: it is the one that runs here
 * @is_fixed: it can't have been loaded elsewhere than where it was linked
 * @has_slide: @slide is known: how much higher than linked it was loaded, as it told itself
 * @root: what to put before the paths of this machine's files; NULL: nothing
 * @vmlinux: file that the user names; NULL: none
 * @system_map: the same
 * @symbols: where some of its symbols lie, @symbol_count of them
 * @modules: its modules, @module_count of them
 */
struct kernel_image {
	const char *release;
	struct build_id id;
	bool is_here, is_fixed, has_slide;
	uint64_t slide;
	const char *root;
	const char *vmlinux, *system_map;
	const struct kernel_symbol *symbols;
	size_t symbol_count;
	const struct kernel_module *modules;
	size_t module_count;
};

/* Whether a file is that of the kernel. */
enum kernel_fit {
	KERNEL_FITS,
	KERNEL_UNREADABLE,	/* it can't be read, or is of another format */
	KERNEL_OTHER_ID,	/* it has another build-id */
	KERNEL_OTHER_ADDRESSES,	/* symbols lie at other distances from each other */
	KERNEL_UNPROVEN,	/* no build-id and no known symbol says that it is the kernel's */
	KERNEL_NO_SLIDE,	/* it is, but it is not known where the kernel was loaded */
};

/**
 * resolver_set_kernel() - say what is known of the kernel beside its names
 * @resolver: the resolver
 * @image: copied
 *
 * With it, a vmlinux, a System.map and the files of modules are looked for where neither kept names
 * nor kallsyms have an address. Names that a capture kept tell where the kernel was loaded: keep
 * them first. May be called again, when modules have come.
 */
void resolver_set_kernel(struct resolver *resolver, const struct kernel_image *image);

/* Whether the files that the image names, if any, are the kernel's. After resolver_keep(). */
enum kernel_fit resolver_check_vmlinux(struct resolver *resolver);
enum kernel_fit resolver_check_system_map(struct resolver *resolver);

/**
 * typedef kernel_ask_fn - ask somebody who knows for the name of a kernel address
 * @arg: what resolver_ask_kernel() was given
 * @address: the address
 * @symbol: filled in but for @why; the strings need live until the next call only
 *
 * Return: whether it has a name.
 */
typedef bool kernel_ask_fn(void *arg, uint64_t address, struct symbol *symbol);

/* Whom to ask where kallsyms are hidden or missing; NULL: nobody. */
void resolver_ask_kernel(struct resolver *resolver, kernel_ask_fn *ask, void *arg);

/*
 * Whether kernel addresses had no name, and twice as many as when it said so before: code may have
 * come since the kernel's names were read. But there are addresses that never get a name, and to
 * read all names may take seconds, so it is said less and less often.
 */
bool resolver_kernel_missed(struct resolver *resolver);

/* Name a kernel address. Never fails: see &struct symbol. */
void resolver_kernel(struct resolver *resolver, uint64_t address, struct symbol *symbol);

/* --- files that programs have mapped */

/**
 * resolver_user() - name an address in an object
 * @resolver: the resolver
 * @object: the object; only read during the call. NULL: nothing was mapped there
 * @offset: the address as an offset into the object's *file* (address - map start + map offset)
 * @symbol: the answer; @start and @end are file offsets, too
 *
 * A return address points behind the call: ask for the byte before it. Few files are open at once;
 * asking object by object saves reading the tables of a big program more than once. Objects whose
 * files have one build-id and layout share their tables.
 *
 * Without a name, @symbol is UNNAMED_STRIPPED where its file was found. Its function's bounds are
 * told by unwind information, or were kept in a capture; then @start and @end are set, too.
 */
void resolver_user(struct resolver *resolver, const struct object *object, uint64_t offset,
		   struct symbol *symbol);

/* --- generated code */

/**
 * resolver_read_jit() - read what a JIT compiler tells of the code that it made
 * @resolver: the resolver
 * @program: number of the program, unlike that of any other one of the recording
 * @tgid: its process, of this machine
 *
 * Reads /tmp/perf-PID.map as the process sees it, or what was added to it since the last call,
 * while the process lives or its file can still be reached.
 *
 * Return: whether there is such a file.
 */
bool resolver_read_jit(struct resolver *resolver, uint64_t program, uint32_t tgid);

/**
 * resolver_read_jitdump() - read a jitdump file, or what was added to it since the last call
 * @resolver: the resolver
 * @program: as for resolver_read_jit()
 * @object: the file, which the program has mapped to say where it is
 */
void resolver_read_jitdump(struct resolver *resolver, uint64_t program,
			   const struct object *object);

/**
 * resolver_jit() - name an address in memory that no file is behind
 * @resolver: the resolver
 * @program: as for resolver_read_jit()
 * @path: how memory maps call the memory: "", "//anon", "[anon:jit]"
 * @address: the address
 * @ns: when it was sampled, in CLOCK_MONOTONIC: code moves, and is replaced
 * @symbol: the answer; UNNAMED_ANONYMOUS where nobody named it, with @start and @end where the
 *	compiler told that there is nothing any more
 */
void resolver_jit(struct resolver *resolver, uint64_t program, const char *path, uint64_t address,
		  uint64_t ns, struct symbol *symbol);

/*
 * Captures keep an answer of resolver_jit() as a name of an object with the path "jit:" and the
 * program's number, whose offsets are addresses. In place of a module stands since when it was
 * there: "made NS" where it was not there before, "told NS" where it may have been. The name is
 * empty where there was nothing any more. resolver_keep() takes them.
 */
#define RESOLVER_JIT_TEXT 32
void resolver_jit_path(uint64_t program, char path[RESOLVER_JIT_TEXT]);
void resolver_jit_since(const struct symbol *symbol, char since[RESOLVER_JIT_TEXT]);

/* --- source */

/**
 * struct source_frame - a function in the source, as debug information tells
 * @name: as the linker knows it where there is such a name (mangled), else as in the source; owned
 *	by the resolver
 * @file: base name of the source file of @line ("list.h"); NULL: not known. Owned by the resolver
 * @line: the line in it, from 1; 0: not known
 */
struct source_frame {
	const char *name;
	const char *file;
	unsigned int line;
};

#define SOURCE_FRAMES_MAX 64

/**
 * resolver_source() - the functions that were inlined at an address, by debug information
 * @resolver: the resolver
 * @object: the object; NULL: the kernel
 * @offset: file offset, or kernel address; as for resolver_user()
 * @lines: fill in files and lines, too, which costs time and memory; else they are unknown
 * @frames: filled in, innermost first; the last one is the function that the code belongs to, whose
 *	name is the symbol table's where that has one
 *
 * Return: how many frames, at most SOURCE_FRAMES_MAX; 0: there is no debug information for it, or
 * flamerec was built without libdw.
 */
size_t resolver_source(struct resolver *resolver, const struct object *object, uint64_t offset,
		       bool lines, struct source_frame frames[SOURCE_FRAMES_MAX]);

/* --- captures, and files that go away */

/**
 * resolver_hold() - take an open file of an object, for use when its path leads there no more
 * @resolver: the resolver
 * @object: the object: its device and inode are known
 * @fd: the file, open for reading, proven to be the one that is mapped; a copy is taken
 * @is_ours: our own view of paths leads to it
 * @now: in ns
 *
 * 128 are held; the oldest is let go of for a new one. An open file keeps its file system from
 * being unmounted: resolver_review_held() lets go of what our own path still leads to after five
 * seconds.
 */
void resolver_hold(struct resolver *resolver, const struct object *object, int fd, bool is_ours,
		   uint64_t now);
void resolver_review_held(struct resolver *resolver, uint64_t now);

/**
 * resolver_open() - open an object's file, for its code
 * @resolver: the resolver
 * @object: the object
 *
 * Return: a file descriptor for the caller to close, or -1: it can't be opened, or only a debug
 * file was found, which has no code.
 */
int resolver_open(struct resolver *resolver, const struct object *object);

/**
 * resolver_build_id() - the build-id of an object's file
 * @resolver: the resolver
 * @object: the object
 * @id: the build-id, len 0 where it has none or can't be read. One that @object has is taken for it
 *	where there is no file
 *
 * Return: NAMED, or why the file could not be read.
 */
enum unnamed resolver_build_id(struct resolver *resolver, const struct object *object,
			       struct build_id *id);

/* A part of an object's file that is loaded: @size bytes at @offset, linked at @address. */
struct loaded_part {
	uint64_t offset, address, size;
};

/**
 * resolver_keep_parts() - add what a capture kept of an object that may be nowhere here
 * @resolver: the resolver
 * @object: as for resolver_keep()
 * @parts: its executable parts; copied
 * @count: how many
 *
 * With them, a debug file alone gives names: it does not tell where the file's bytes were.
 */
void resolver_keep_parts(struct resolver *resolver, const struct object *object,
			 const struct loaded_part *parts, size_t count);

/* The executable parts of an object's file. Return: how many, at most @max; 0: they are unknown. */
size_t resolver_parts(struct resolver *resolver, const struct object *object,
		      struct loaded_part *parts, size_t max);

/**
 * resolver_keep() - add a name that a capture kept
 * @resolver: the resolver
 * @object: the object, or NULL for the kernel; asked again by an equal path and build-id
 * @start: first address (kernel) or file offset (object)
 * @end: first behind it
 * @name: name; NULL: an object's function that has none
 * @module: kernel module, or NULL
 *
 * Kept names go before every other source: they were read on the machine that was sampled. Of
 * several that cover an address, the innermost is given. Functions without a name are for where no
 * source has one: their addresses are one frame then.
 */
void resolver_keep(struct resolver *resolver, const struct object *object, uint64_t start,
		   uint64_t end, const char *name, const char *module);

#endif
