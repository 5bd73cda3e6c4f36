# SPDX-License-Identifier: GPL-2.0-only
#
# The module: built here, or handed to DKMS; included by the top Makefile, which sets VERSION.
#
#	KDIR		tree that the kernel was built in (the running kernel's)
#	KVER		release that DKMS builds for (the running kernel's)
#	SOURCE_TREE	where DKMS looks for sources (/usr/src)
#	DKMS		the command, with more options than it has by itself
#	SIGN_KEY, SIGN_CERT	of `make sign`: see Documentation/secure-boot.rst

KVER ?= $(shell uname -r)
SOURCE_TREE ?= /usr/src
DKMS ?= dkms
SIGN_HASH ?= sha256

kbuild_dir = $(or $(KDIR),/lib/modules/$(KVER)/build)
kbuild = $(MAKE) -C $(kbuild_dir) M=$(CURDIR)/kmod

.PHONY: module module_clean modules_install sign dkms-install dkms-remove

module:
	$(kbuild) modules

module_clean:
	$(kbuild) clean

# Below $(DESTDIR), for a root file system that is being put together.
modules_install: module
	$(kbuild) INSTALL_MOD_PATH=$(DESTDIR) modules_install

# With a key that the firmware or the kernel trusts.
sign: module
	@test -n '$(SIGN_KEY)' -a -n '$(SIGN_CERT)' || \
		{ echo 'sign: no key; see Documentation/secure-boot.rst' >&2; exit 1; }
	$(kbuild_dir)/scripts/sign-file $(SIGN_HASH) $(SIGN_KEY) $(SIGN_CERT) kmod/flamesamp.ko

dkms-install dkms-remove:
	DKMS='$(DKMS)' SOURCE_TREE='$(SOURCE_TREE)' scripts/$@ '$(VERSION)' '$(KVER)'
