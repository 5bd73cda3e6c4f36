# SPDX-License-Identifier: GPL-2.0-or-later
#
# What reads captures, as a library for this machine's test programs: $(library), made with $(FLAGS).
# Included by Makefiles two folders below the top.

top := ../..

library_build := $(top)/build/library
library := $(library_build)/library.a
library_libs := -lelf -lz -lm -ldl -lpthread

library_objects := $(patsubst $(top)/%.c,$(library_build)/%.o,\
	$(foreach room,capture profile symbol unwind util,$(wildcard $(top)/user/$(room)/*.c)) \
	$(top)/kmod/unwind_table.c)

FLAGS := -O2 -g -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Wall -Wextra -Werror \
	-I$(top)/user -I$(top)/include/uapi

.PHONY: all
all:

$(library): $(library_objects)
	rm -f $@
	$(AR) rcs $@ $^

$(library_build)/user/unwind/%.o: FLAGS += -I$(top)/kmod

$(library_build)/%.o: $(top)/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

-include $(library_objects:.o=.d)
