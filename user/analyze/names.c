// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of functions that tell what they do. Only such as one library or the kernel alone has, or
 * all that have them do the same; names that a program of its own may well have are marked as
 * common. A function whose name is not here is found by its share alone.
 */
#include <stddef.h>

#include "analyze/activity.h"

#define NAMES(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct name_group name_groups[] = {
	{ ALLOCATION, 0, NAMES(
		"malloc", "calloc", "realloc", "free", "cfree", "int_malloc", "int_free",
		"int_free_chunk", "int_realloc", "libc_malloc", "libc_calloc", "libc_free",
		"libc_realloc", "malloc_consolidate", "sysmalloc", "systrim", "unlink_chunk",
		"tcache_*", "arena_get2", "posix_memalign", "aligned_alloc", "memalign",
		"operator new*", "operator delete*", "jemalloc*", "je_malloc*", "je_free*",
		"tcmalloc::*", "tc_malloc*", "mi_malloc*", "mi_free*", "runtime.mallocgc*",
		"runtime.newobject*", "runtime.makeslice*", "runtime.growslice*", "rust_alloc",
		"rust_dealloc", "rust_realloc", "alloc::alloc::*", "g_malloc*", "g_free",
		"PyObject_Malloc", "PyObject_Free", "PyMem_Malloc", "PyMem_Free", "mmap64",
		"munmap", "brk", "sbrk") },
	{ ALLOCATION, NAME_KERNEL, NAMES(
		"kmalloc*", "kvmalloc*", "kfree", "kvfree", "kmem_cache_alloc*", "kmem_cache_free*",
		"slab_alloc*", "slab_free*", "alloc_pages*", "get_page_from_freelist", "rmqueue*",
		"free_unref_page*", "free_pages*", "vmalloc*", "vfree", "do_mmap", "vm_mmap_pgoff",
		"do_brk_flags", "do_munmap", "do_vmi_munmap", "x64_sys_mmap", "x64_sys_munmap",
		"x64_sys_brk", "x64_sys_madvise", "arm64_sys_mmap", "arm64_sys_munmap",
		"arm64_sys_brk", "sys_mmap_pgoff", "sys_munmap", "sys_brk") },
	{ COLLECTION, 0, NAMES(
		"runtime.gcBgMarkWorker*", "runtime.gcDrain*", "runtime.gcAssist*",
		"runtime.scanobject*", "runtime.greyobject*", "runtime.bgsweep*",
		"runtime.sweepone*", "runtime.markroot*", "PyGC_Collect", "gc_collect_main",
		"G1ParScanThreadState*", "G1CollectedHeap*", "G1ConcurrentMark*",
		"PSPromotionManager*", "ParallelScavenge*", "ShenandoahConcurrentMark*", "ZMark::*",
		"GCTaskThread*", "v8::internal::MarkCompactCollector*", "v8::internal::Scavenger*",
		"v8::internal::ConcurrentMarking*", "v8::internal::Heap::CollectGarbage*",
		"v8::internal::Sweeper*", "GC_mark*", "GC_collect*", "mono_gc_*", "sgen_*",
		"SVR::gc_heap*", "WKS::gc_heap*", "rb_gc*", "zend_gc_*", "luaC_*") },
	{ COLLECTION, NAME_COMMON, NAMES(
		"gc_collect*", "gc_mark*", "gc_sweep*", "propagatemark", "sweeplist") },
	{ COMPRESSION, 0, NAMES(
		"ZSTD_*", "ZSTDMT_*", "HUF_*", "FSE_*", "LZ4_*", "LZ4F_*", "LZ4HC_*", "lzma_*",
		"BZ2_*", "BrotliEncoder*", "BrotliDecoder*", "snappy::*", "lzo1x_*", "deflate_fast",
		"deflate_slow", "deflate_stored", "deflateEnd", "deflateInit*", "inflate_fast",
		"inflate_table", "inflateInit*", "longest_match", "tr_flush_block",
		"tr_stored_block", "compress_block", "compress/flate.*", "compress/gzip.*",
		"zlib_*", "xz_dec_*", "libdeflate_*", "isal_*") },
	{ COMPRESSION, NAME_COMMON, NAMES(
		"deflate", "inflate", "inflate_block", "inflate_codes", "fill_window", "uncompress",
		"compress2", "huft_build", "send_bits", "bt_find_func", "miniz_*") },
	{ COMPRESSION, NAME_KERNEL, NAMES(
		"zlib_deflate*", "zlib_inflate*", "inflate_fast", "zstd_*", "ZSTD_*", "HUF_*",
		"FSE_*", "LZ4_*", "lz4_*", "lzo1x_*", "lzorle*", "xz_dec_*", "zram_*",
		"deflate_slow", "deflate_fast", "longest_match") },
	{ COPYING, 0, NAMES(
		"memcpy", "memmove", "mempcpy", "memset", "bcopy", "bzero", "wmemcpy",
		"runtime.memmove", "runtime.memclr*") },
	{ COPYING, NAME_KERNEL, NAMES(
		"memcpy", "memmove", "memset", "memcpy_fromio", "memcpy_toio", "memcpy_*",
		"copy_to_user*", "copy_from_user*", "copy_user_*", "copy_to_iter*",
		"copy_from_iter*", "copy_page", "copy_page_*", "copy_mc_*", "rep_movs_alternative",
		"rep_stos_alternative", "arch_copy_from_user*", "arch_copy_to_user*",
		"arch_copy_in_user*", "raw_copy_*", "clear_user*", "copyin", "copyout",
		"csum_partial_copy*", "csum_and_copy_*", "skb_copy*", "asm_copy_to_user*",
		"asm_copy_from_user*") },
	{ CRYPTO, 0, NAMES(
		"EVP_*", "AES_*", "aesni_*", "aes_gcm_*", "aes_v8_*", "aesv8_*", "SHA1_*",
		"SHA224_*", "SHA256_*", "SHA384_*", "SHA512_*", "sha1_block_*", "sha256_block_*",
		"sha512_block_*", "MD5_*", "ChaCha20_*", "Poly1305_*", "chacha20_*", "poly1305_*",
		"gcm_ghash_*", "CRYPTO_*", "RSA_*", "EC_*", "ECDSA_*", "BN_*", "bn_mul*", "bn_sqr*",
		"ecp_nistz256_*", "x25519_*", "X25519*", "ossl_*", "SSL_*", "ssl3_*", "tls13_*",
		"gnutls_*", "nettle_*", "gcry_*", "mbedtls_*", "wolfSSL_*", "wc_*", "br_aes_*",
		"br_sha*", "crypto/aes*", "crypto/sha*", "crypto/tls*", "crypto/internal*",
		"golang.org/x/crypto*", "rustls::*", "ring::*", "blake2b*", "blake2s*", "blake3_*",
		"bcrypt_*", "argon2*") },
	{ CRYPTO, NAME_COMMON, NAMES(
		"sha1_*", "sha256_*", "sha512_*", "sha3_*", "md5_*", "aes_*", "chacha_*", "hmac_*",
		"sha256", "sha512", "sha1", "md5") },
	{ CRYPTO, NAME_KERNEL, NAMES(
		"crypto_*", "aesni_*", "aes_*", "aesti_*", "sha1_*", "sha256_*", "sha512_*",
		"sha3_*", "chacha_*", "chacha20_*", "poly1305_*", "ghash_*", "gcm_*", "xts_*",
		"cbc_encrypt", "cbc_decrypt", "ctr_crypt", "blake2s_*", "tls_push_record",
		"tls_sw_*", "crypt_convert*", "kcryptd_*", "md5_*") },
	{ FILES, NAME_KERNEL, NAMES(
		"ext4_*", "xfs_*", "btrfs_*", "f2fs_*", "nfs_*", "nfs4_*", "fuse_*", "jbd2_*",
		"ovl_*", "squashfs_*", "ubifs_*", "jffs2_*", "erofs_*", "fat_*", "filemap_*",
		"generic_file_*", "generic_perform_write", "iomap_*", "submit_bio*", "blk_mq_*",
		"block_*", "nvme_*", "scsi_*", "mmc_*", "virtblk_*", "path_openat", "path_lookupat",
		"link_path_walk", "walk_component", "lookup_fast", "lookup_slow", "do_filp_open",
		"iterate_dir", "vfs_statx*", "vfs_fsync*", "vfs_open", "page_cache_*",
		"writeback_*", "wb_*") },
	{ FILES, NAME_KERNEL | NAME_COMMON, NAMES(
		"vfs_read", "vfs_write", "vfs_readv", "vfs_writev", "do_sys_openat2") },
	{ LOCKS, 0, NAMES(
		"pthread_mutex_lock*", "pthread_mutex_timedlock*", "pthread_mutex_trylock",
		"pthread_rwlock_*", "pthread_cond_*", "lll_lock_wait*", "lll_mutex_lock*",
		"std::mutex::lock", "std::mutex::unlock", "std::shared_mutex*", "absl::Mutex::*",
		"parking_lot::*", "parking_lot_core::*", "std::sync::mutex*",
		"std::sys::sync::mutex*", "runtime.lock2", "runtime.unlock2", "runtime.futex*",
		"sync.(*Mutex)*", "sync.(*RWMutex)*", "internal/sync.(*Mutex)*", "ObjectMonitor::*",
		"ObjectSynchronizer::*", "PyThread_acquire_lock*", "take_gil", "drop_gil") },
	{ LOCKS, NAME_KERNEL, NAMES(
		"mutex_lock", "mutex_lock_*", "mutex_spin_on_owner", "mutex_optimistic_spin",
		"osq_lock", "rwsem_*", "down_read", "down_read_*", "down_write", "down_write_*",
		"percpu_down_write", "futex_wait*", "futex_wake*", "futex_lock*", "futex_q_lock",
		"futex_hash", "do_futex", "x64_sys_futex", "arm64_sys_futex", "sys_futex",
		"rt_mutex_*", "rtlock_*", "rt_spin_lock") },
	{ SPINNING, 0, NAMES(
		"pthread_spin_lock") },
	{ SPINNING, NAME_COMMON, NAMES(
		"SpinPause", "spin_lock", "absl::base_internal::SpinLock*") },
	{ SPINNING, NAME_KERNEL, NAMES(
		"queued_spin_lock_slowpath", "native_queued_spin_lock_slowpath",
		"pv_queued_spin_lock_slowpath", "queued_read_lock_slowpath",
		"queued_write_lock_slowpath", "do_raw_spin_lock*", "raw_spin_lock",
		"raw_spin_lock_*", "raw_read_lock*", "raw_write_lock*", "ticket_spin_lock*") },
	{ NETWORK, NAME_KERNEL, NAMES(
		"net_rx_action", "net_tx_action", "napi_poll", "napi_gro_*", "netif_receive_skb*",
		"process_backlog", "tcp_*", "tcp4_*", "udp_*", "udpv6_*", "udp4_*", "ip_rcv*",
		"ip_local_*", "ip_output", "ip_queue_xmit", "ip_finish_output*", "ip6_*",
		"ipv6_rcv*", "inet_*", "inet6_*", "sock_sendmsg*", "sock_recvmsg*",
		"sock_write_iter", "sock_read_iter", "unix_stream_*", "unix_dgram_*",
		"dev_queue_xmit*", "dev_hard_start_xmit", "virtnet_*", "nf_hook_slow",
		"nft_do_chain", "ipt_do_table", "br_handle_frame*", "skb_*", "x64_sys_sendto",
		"x64_sys_recvfrom", "x64_sys_sendmsg", "x64_sys_recvmsg", "arm64_sys_sendto",
		"arm64_sys_recvfrom", "arm64_sys_sendmsg", "arm64_sys_recvmsg") },
	{ PAGE_FAULTS, NAME_KERNEL, NAMES(
		"asm_exc_page_fault", "exc_page_fault", "do_user_addr_fault", "do_page_fault",
		"handle_mm_fault", "do_anonymous_page", "do_fault", "do_mem_abort",
		"do_translation_fault", "do_DataAbort", "do_PrefetchAbort", "clear_page",
		"clear_page_*", "clear_huge_page", "folio_zero_user", "do_wp_page", "do_swap_page",
		"do_cow_fault", "do_read_fault") },
	{ PAGE_FAULTS, NAME_KERNEL | NAME_COMMON, NAMES(
		"el0_da", "el0_ia", "handle_page_fault") },
	{ REGEX, 0, NAMES(
		"regexec", "re_search_internal", "re_search_stub", "re_compile_internal",
		"re_match*", "pcre_exec", "pcre2_match*", "pcre2_jit_match*", "onig_*", "onigmo_*",
		"re2::*", "RE2::*", "std::regex*", "std::__detail::_Executor*",
		"std::__cxx11::regex*", "std::__cxx11::basic_regex*", "regex::*",
		"regex_automata::*", "regex_lite::*", "regexp.*", "hs_scan*", "sre_match*",
		"sre_ucs1_match", "sre_ucs2_match", "sre_ucs4_match", "sre_ucs1_search", "SRE_*",
		"v8::internal::RegExp*", "java.util.regex.*", "java/util/regex/*", "rb_reg_search*",
		"tre_match*") },
	{ REGEX, NAME_COMMON, NAMES(
		"transit_state", "check_matching", "build_trtable", "regex_*") },
	{ SCHEDULING, NAME_KERNEL, NAMES(
		"schedule", "schedule_timeout", "schedule_hrtimeout_range*", "preempt_schedule*",
		"try_to_wake_up", "ttwu_*", "wake_up_q", "pick_next_task*", "finish_task_switch*",
		"context_switch", "switch_mm_irqs_off", "switch_to", "enqueue_task*",
		"dequeue_task*", "select_task_rq*", "load_balance", "newidle_balance",
		"sched_balance_*", "sched_ttwu_pending", "update_rq_clock", "task_tick_*",
		"scheduler_tick", "sched_tick", "wake_up_common*") },
	{ SERIALIZATION, 0, NAMES(
		"cJSON_*", "yyjson_*", "nlohmann::*", "rapidjson::*", "simdjson::*", "Json::*",
		"boost::json::*", "serde_json::*", "encoding/json.*", "encoding/xml.*",
		"encoding/gob.*", "encoding/binary.*", "google::protobuf::*",
		"google.golang.org/protobuf/*", "pb_encode*", "pb_decode*", "flatbuffers::*",
		"capnp::*", "xmlParse*", "xmlSAX2*", "xmlTextReader*", "XML_Parse*",
		"XML_ParseBuffer", "vfprintf", "vfprintf_internal", "vsnprintf",
		"vsnprintf_internal", "snprintf", "sprintf", "fprintf", "printf", "printf_fp*",
		"printf_buffer*", "vfscanf", "vfscanf_internal", "sscanf", "fscanf", "strtod*",
		"strtof*", "strtol", "strtol_*", "strtoul*", "strtoll*", "strtoull*", "fmt.Sprintf",
		"fmt.Fprintf", "fmt.Printf", "fmt.(*pp)*", "strconv.*", "core::fmt::*",
		"alloc::fmt::format*", "msgpack_*", "msgpack::*", "yaml_parser_*", "yaml_emitter_*",
		"YAML::*", "PyUnicode_Format*", "PyUnicode_FromFormat*", "encoder_listencode*",
		"encoder_call", "scanner_call", "scan_once_unicode", "v8::internal::JsonParser*",
		"v8::internal::JsonStringif*", "com.fasterxml.jackson.*",
		"com/fasterxml/jackson/*") },
	{ SERIALIZATION, NAME_COMMON, NAMES(
		"json_*", "Json*", "xml_*", "atoi", "atof", "serialize_*", "deserialize_*") },
	{ SERIALIZATION, NAME_KERNEL, NAMES(
		"vsnprintf", "snprintf", "sprintf", "seq_printf", "seq_vprintf", "vprintk*",
		"format_decode", "vsscanf") },
	{ SYSCALL_ENTRY, NAME_KERNEL, NAMES(
		"entry_SYSCALL_64*", "entry_SYSCALL_compat*", "entry_SYSENTER_compat*",
		"entry_SYSRETQ*", "entry_INT80*", "do_syscall_64", "do_int80_*",
		"do_fast_syscall_32", "x64_sys_call", "ia32_sys_call", "syscall_return_via_sysret",
		"syscall_enter_from_user_mode*", "syscall_exit_to_user_mode*",
		"exit_to_user_mode_*", "syscall_trace_enter*", "seccomp_filter", "secure_computing",
		"el0_svc", "el0_svc_common*", "do_el0_svc", "el0t_64_sync*", "invoke_syscall*",
		"ret_to_user", "vector_swi", "ret_fast_syscall", "ret_slow_syscall",
		"invoke_syscall", "do_trap_ecall_u", "syscall_handler") },
	{ SYSCALL, NAME_KERNEL, NAMES(
		"x64_sys_*", "ia32_sys_*", "ia32_compat_sys_*", "arm64_sys_*", "arm64_compat_sys_*",
		"riscv_sys_*", "se_sys_*", "sys_*") },
	{ PLUMBING, 0, NAMES(
		"PyEval_*", "PyObject_Call*", "PyObject_Vectorcall*", "PyObject_FastCall*",
		"PyFunction_Vectorcall*", "PyObject_MakeTpCall", "method_vectorcall*",
		"cfunction_*", "call_function", "vectorcall_*", "function_code_fastcall*",
		"object_vacall", "slot_tp_*", "type_call", "Py_RunMain*", "py::*", "start_thread",
		"clone", "clone3", "libc_start_*", "libc_start_call_main", "start", "main",
		"thread_start", "Builtins_*", "v8::internal::Execution*", "node::*", "JavaCalls::*",
		"Interpreter", "call_stub", "thread_native_entry", "runtime.goexit*",
		"runtime.main", "runtime.mcall", "runtime.systemstack*", "std::thread::*",
		"std::function*", "std::invoke*", "std::__invoke*", "core::ops::function::*",
		"tokio::runtime::*", "luaV_execute", "luaD_*", "lua_callk", "lua_pcallk",
		"rb_vm_exec", "vm_exec*", "vm_call_*", "rb_yield*", "zend_execute*", "execute_ex",
		"execute_command*", "execute_command_internal", "do_syscall", "syscall", "uv_run",
		"uv__*") },
	{ PLUMBING, NAME_KERNEL, NAMES(
		"entry_*", "do_syscall_64", "x64_sys_call", "el0*", "do_el0_svc", "invoke_syscall*",
		"asm_*", "ret_from_fork*", "kthread", "worker_thread", "process_one_work",
		"irq_exit*", "handle_softirqs", "do_softirq*", "x64_sys_*", "arm64_sys_*",
		"schedule") },
	{ KERNEL_ENTRY, NAME_KERNEL, NAMES(
		"entry_*", "do_syscall_64", "do_fast_syscall_32", "el0*", "el1*", "asm_*",
		"ret_from_fork*", "x64_sys_*", "arm64_sys_*", "vector_swi", "ret_fast_syscall",
		"do_trap_ecall_u", "handle_exception", "system_call_fastpath",
		"system_call_after_swapgs", "page_fault", "secondary_startup*", "cpu_startup_entry",
		"kthread") },
	{ ACTIVITIES, 0, NULL },
};
