# SPDX-License-Identifier: GPL-2.0-or-later
#
#	make			build/flamerec; with KDIR=..., kmod/flamesamp.ko, too
#	make static		build/flamerec-static, for machines that have no libraries
#	make test		unit tests, with sanitizers
#	make install		flamerec and its man pages below $(DESTDIR)$(PREFIX), the udev rule
#	make module		kmod/flamesamp.ko for the kernel that was built in $(KDIR)
#	make modules_install	the same below $(DESTDIR)/lib/modules
#	make sign		with a key of your own: Documentation/secure-boot.rst
#	make dkms-install	the module, for this machine's kernels, now and after updates
#	make dkms-remove
#
# V=1 shows the commands. CC, CROSS_COMPILE, ARCH, CFLAGS and LDFLAGS are honoured. With CROSS_COMPILE, `make` builds the
# static recorder: make KDIR=... ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-

VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

PREFIX ?= /usr/local
UDEV_RULES ?= /usr/lib/udev/rules.d
KDIR ?=

ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
STRIP ?= $(CROSS_COMPILE)strip

CFLAGS ?= -O2 -g
FLAGS := -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Wall -Wextra -Werror \
	-Iuser -Iinclude/uapi -DFLAMEREC_VERSION='"$(VERSION)"' -MMD -MP

# A directory of objects a compiler and variant: switching between them rebuilds nothing.
V ?= 0
ifeq ($(V),0)
Q := @
say = @printf '  %-8s%s\n' $(1) $@
endif

triplet := $(shell $(CC) -dumpmachine)
dynamic := build/obj/$(notdir $(CC))-$(triplet)
static := build/obj/static-$(notdir $(CC))-$(triplet)
checked := build/test-$(notdir $(CC))

# --- optional libraries: used where they are installed, for what Documentation/dependencies.rst says
#
#	make WITHOUT='libdw lzma'	leaves some out
#	make static WITH=iberty		the static recorder has none but those named

libraries := libdw lzma iberty debuginfod curl
libdw_flags := -DHAVE_LIBDW
libdw_libs := -ldw
libdw_header := elfutils/libdw.h
lzma_flags := -DHAVE_LZMA
lzma_libs := -llzma
lzma_header := lzma.h
iberty_flags := -DHAVE_LIBIBERTY
iberty_libs := -liberty
iberty_header := libiberty/demangle.h
# Loaded when a server is to be asked, as it comes with a client for HTTP: no need for it otherwise.
debuginfod_flags := -DHAVE_DEBUGINFOD
debuginfod_libs := -ldl
debuginfod_header := elfutils/debuginfod.h
# The same, for asking a language model.
curl_flags := -DHAVE_CURL
curl_libs := -ldl
curl_header := curl/curl.h

# Whether a program with this library can be built.
installed = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) -include $($(1)_header) -x c - -o /dev/null $($(1)_libs) 2>/dev/null && echo $(1))

WITH ?=
WITHOUT ?=
ifeq ($(CROSS_COMPILE),)
found := $(foreach library,$(filter-out $(WITHOUT),$(libraries)),$(call installed,$(library)))
endif
found_flags := $(foreach library,$(found),$($(library)_flags))
found_libs := $(foreach library,$(found),$($(library)_libs))
with_flags := $(foreach library,$(WITH),$($(library)_flags))
with_libs := $(foreach library,$(WITH),$($(library)_libs))

# Scripts and style sheets, each of the files that it is made of.
web := user/output/web
embedded := flamegraph_js viewer_js viewer_css page_js heatmap_js
flamegraph_js := build/flamegraph.js
picture_scripts := $(addprefix $(web)/,model.js noise.js changes.js reverse.js trail.js read_svg.js \
	looks.js painter.js footer.js icons.js style.js controls.js sheet.js keys.js popups.js \
	pointer.js) user/output/flamegraph.js
viewer_js := $(addprefix $(web)/,model.js noise.js changes.js reverse.js trail.js keys.js icons.js columns.js \
	dom.js canvas.js input.js table.js details.js menu.js viewer.js)
viewer_css := $(web)/viewer.css
page_js := $(web)/page.js
heatmap_js := $(addprefix $(web)/,timeline.js grid.js heatmap.js)

# The unwind tables' check and the walk by them are the module's, compiled for user space.
library := $(sort $(wildcard user/*/*.c)) kmod/unwind_table.c \
	$(patsubst %,build/%.c,$(embedded))
program := $(sort $(wildcard user/*.c))
tests := $(patsubst tests/unit/%.c,%,$(sort $(wildcard tests/unit/test_*.c)))

objects = $(patsubst %.c,$(1)/%.o,$(2))

$(dynamic)/%.o $(checked)/%.o: FLAGS += $(found_flags)
$(static)/%.o: FLAGS += $(with_flags)

$(foreach variant,$(dynamic) $(static) $(checked),$(variant)/user/unwind/%.o): FLAGS += -Ikmod

.PHONY: all static test test-build install clean FORCE
.DELETE_ON_ERROR:

ifeq ($(CROSS_COMPILE),)
all: build/flamerec
else
all: static
endif
ifneq ($(KDIR),)
all: module
endif

# --- recorder

build/flamerec: $(call objects,$(dynamic),$(program) $(library)) build/flamerec.for
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(found_libs) -lelf -lz -lm -lpthread

$(dynamic)/%.o: %.c $(dynamic).libraries
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(FLAGS) -c -o $@ $<

static: build/flamerec-static

# Some libelf.a need zstd, and some lack functions of their own (see user/symbol/).
zstd := $(if $(filter /%,$(shell $(CC) -print-file-name=libzstd.a)),-lzstd)

build/flamerec-static: $(call objects,$(static),$(program) $(library)) build/flamerec-static.for
	$(call say,LD)
	$(Q)$(CC) -static -Wl,--gc-sections $(LDFLAGS) -o $@ $(filter %.o,$^) $(with_libs) -lelf -lz $(zstd) -lm -lpthread
	$(Q)$(STRIP) $@

# Small, but for what costs the machine time while it is sampled.
optimize := -Os
$(foreach part,unwind profile capture util,$(static)/user/$(part)/%.o): optimize := -O2

$(static)/%.o: %.c $(static).libraries
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(optimize) -ffunction-sections -fdata-sections $(FLAGS) -c -o $@ $<

# Who an output was linked for; changes only when that does, so that the next link is for another.
build/flamerec.for build/flamerec-static.for: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(triplet)' | cmp -s - $@ || echo '$(CC) $(triplet)' > $@

# The same of the libraries that objects were compiled for.
$(dynamic).libraries $(checked).libraries: library_names = $(found)
$(static).libraries: library_names = $(WITH)
$(dynamic).libraries $(checked).libraries $(static).libraries: FORCE
	@mkdir -p $(@D)
	@echo '$(library_names)' | cmp -s - $@ || echo '$(library_names)' > $@

# In a page that isn't ours, names of the script must not be seen from outside.
build/flamegraph.js: $(picture_scripts) user/output/bundle.sh Makefile
	$(call say,BUNDLE)
	@mkdir -p $(@D)
	$(Q)sh user/output/bundle.sh $(picture_scripts) > $@

.SECONDEXPANSION:
$(patsubst %,build/%.c,$(embedded)): build/%.c: $$($$*) user/output/embed.sh Makefile
	$(call say,EMBED)
	@mkdir -p $(@D)
	$(Q)sh user/output/embed.sh $* $($*) > $@

# --- unit tests

SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

test-build: $(addprefix $(checked)/,$(tests))

# All of them run, even after one has failed.
test: test-build
	@failed=; for t in $(tests); do \
		echo "# $$t"; $(checked)/$$t || failed="$$failed $$t"; \
	done; \
	if [ -n "$$failed" ]; then echo "failed:$$failed" >&2; exit 1; fi

$(checked)/test_%: $(checked)/tests/unit/test_%.o $(call objects,$(checked),$(library))
	$(call say,LD)
	$(Q)$(CC) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(found_libs) -lelf -lz -lm -lpthread

$(checked)/%.o: %.c $(checked).libraries
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(SANITIZE) $(FLAGS) -Itests/unit -c -o $@ $<

# The module's ring is compiled for user space there.
$(checked)/tests/unit/test_ring.o: FLAGS += -Itests/unit/shim -Ikmod

.SECONDARY: $(call objects,$(checked),$(library) $(addprefix tests/unit/,$(addsuffix .c,$(tests))))

# --- installation of the recorder

install: build/flamerec
	install -D -m 755 build/flamerec $(DESTDIR)$(PREFIX)/bin/flamerec
	install -D -m 644 scripts/99-flamesamp.rules $(DESTDIR)$(UDEV_RULES)/99-flamesamp.rules
	for page in $(wildcard Documentation/*.1 Documentation/*.4); do \
		install -D -m 644 $$page \
			$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done

clean:
	rm -rf build/obj build/test-* build/*.libraries build/flamerec build/flamerec-static build/*.for \
		$(patsubst %,build/%.c,$(embedded)) build/flamegraph.js

# --- module

include kmod/dkms.mk

FORCE:

-include $(shell find $(dynamic) $(static) $(checked) -name '*.d' 2>/dev/null)
