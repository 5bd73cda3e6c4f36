// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Patterns in made profiles: that they are found where they are, and nowhere else.
 */
#include <stdlib.h>

#include "analyze/analyze.h"
#include "analyze/walk.h"
#include "fixture_folded.h"
#include "unit.h"

static struct tree tree;
static struct subject subject;
static struct findings findings;

static void look_with(const char *stacks, double idle, const struct recorded *recorded)
{
	FILE *file = fmemopen((void *)stacks, strlen(stacks), "r");

	tree_init(&tree);
	CHECK_EQ(folded_tree(file, "test", &tree), 0);
	fclose(file);
	analysis_start(&subject, &tree, idle, recorded, ANALYZE_MIN_SHARE);
	findings = (struct findings){ 0 };
	analyze(&subject, &findings);
}

static void look(const char *stacks)
{
	look_with(stacks, 0, &(struct recorded){ 0 });
}

static void forget(void)
{
	findings_free(&findings);
	analysis_end(&subject);
	tree_free(&tree);
}

static const struct finding *find(const char *id)
{
	for (size_t i = 0; i < findings.count; i++) {
		if (!strcmp(findings.finding[i].pattern->id, id))
			return &findings.finding[i];
	}
	return NULL;
}

static bool shows(const struct finding *finding, const char *text, double samples)
{
	for (size_t i = 0; finding && i < finding->evidence_count; i++) {
		if (!strcmp(finding->evidence[i].text, text) &&
		    finding->evidence[i].samples == samples)
			return true;
	}
	return false;
}

/* @samples: in the pattern; 0: it is not there. */
static void check(const char *stacks, const char *id, double samples)
{
	const struct finding *finding;

	look(stacks);
	finding = find(id);
	if (!samples && finding)
		printf("# %s is found in: %s", id, stacks);
	if (samples && (!finding || finding->samples != samples))
		printf("# %s has %.0f, not %.0f samples in: %s", id, finding ? finding->samples : 0,
		       samples, stacks);
	CHECK(samples ? finding && finding->samples == samples : !finding);
	forget();
}

static void names(void)
{
	CHECK(name_matches("memcpy", "memcpy"));
	CHECK(name_matches("memcpy", "__memcpy_avx_unaligned_erms"));
	CHECK(name_matches("memcpy", "memcpy@plt"));
	CHECK(name_matches("memcpy", "memcpy.isra.0"));
	CHECK(name_matches("memcpy", "memcpy.constprop.0.cold"));
	CHECK(name_matches("memcpy", "memcpy(void*, void const*, unsigned long)"));
	CHECK(name_matches("memcpy", "__memcpy_chk"));
	CHECK(!name_matches("memcpy", "my_memcpy"));
	CHECK(!name_matches("memcpy", "my_memcpy_test"));
	CHECK(!name_matches("memcpy", "memcpy_test"));
	CHECK(!name_matches("memcpy", "memcpyTest"));
	CHECK(!name_matches("memcpy", "memcpy.test"));
	CHECK(!name_matches("memcpy", "[memcpy+0x12]"));
	CHECK(!name_matches("free", "free_list_walk"));
	CHECK(name_matches("ext4_*", "ext4_create [ext4]"));
	CHECK(name_matches("memset", "memset_erms [kernel]"));
	CHECK(name_matches("operator new*", "operator new(unsigned long)"));
	CHECK(name_matches("rapidjson::*", "void rapidjson::Writer<A, B>::String(char const*)"));
	CHECK(name_matches("serde_json::*", "<serde_json::de::Deserializer<R> as X>::f"));
	CHECK(!name_matches("rapidjson::*", "run(rapidjson::Document const&)"));
	CHECK(name_matches("sync.(*Mutex)*", "sync.(*Mutex).lockSlow"));
	CHECK(name_matches("encoding/json.*", "encoding/json.(*encodeState).marshal"));
}

static void activities(void)
{
	check("a;main;copy_all;__memmove_avx_unaligned_erms 500\na;main;x 500\n", "copying", 500);
	check("a;main;my_memcpy_test 500\na;main;x 500\n", "copying", 0);
	check("a;main;memcpy 20\na;main;x 980\n", "copying", 0);
	check("a;read_[k];copy_page_to_iter_[k];_copy_to_iter_[k] 400\na;x 600\n", "copying", 400);
	check("gzip;main;deflate;longest_match 300\ngzip;main;deflate 200\ngzip;main;x 500\n",
	      "compression", 500);
	check("p;main;deflate_balloon 500\np;main;x 500\n", "compression", 0);
	check("tls;EVP_EncryptUpdate;aes_v8_ctr32 300\ntls;x 700\n", "crypto", 300);
	check("sh;__tls_get_addr 500\nsh;x 500\n", "crypto", 0);
	check("w;h;json_encode;write 300\nw;h;vfprintf 100\nw;h;strtod_l_internal 100\nw;x 500\n",
	      "serialization", 500);
	check("w;h;jsonish 300\nw;x 500\n", "serialization", 0);
	check("w;h;malloc;_int_malloc 200\nw;h;cfree@GLIBC_2.2.5 100\nw;x 700\n", "allocator", 300);
	check("w;h;freedom 200\nw;h;mallocate 100\nw;x 700\n", "allocator", 0);
	check("w;h;asm_exc_page_fault_[k];exc_page_fault_[k];clear_page_erms_[k] 200\nw;x 700\n",
	      "page-faults", 200);
	check("w;f;_raw_spin_lock_irqsave_[k];native_queued_spin_lock_slowpath_[k] 200\nw;x 800\n",
	      "spinlock", 200);
	check("w;f;_raw_spin_unlock_irqrestore_[k] 200\nw;x 800\n", "spinlock", 0);
	check("w;f;do_futex_[k];futex_wait_[k] 200\nw;f;pthread_mutex_lock 100\nw;x 700\n",
	      "contention", 300);
	check("w;net_rx_action_[k];tcp_v4_rcv_[k] 90\nw;x 700\n", "network", 90);
	check("w;tcp_loop 90\nw;read_[k] 700\n", "network", 0);
	check("w;schedule_[k] 90\nw;x 700\n", "scheduler", 90);
	check("w;schedule 90\nw;read_[k] 700\n", "scheduler", 0);
	check("w;vfs_read_[k];ext4_file_read_iter [ext4]_[k] 90\nw;x 700\n", "filesystem", 90);
	check("w;std::regex_search 1\nw;re2::DFA::Search 90\nw;x 700\n", "regex", 91);
	check("go;runtime.gcBgMarkWorker;runtime.gcDrain 90\ngo;x 700\n", "garbage-collection", 90);
}

/* Without marks of the kernel, its names are such below its entries only. */
static void kernel_without_marks(void)
{
	check("w;read;entry_SYSCALL_64_after_hwframe;do_syscall_64;tcp_recvmsg 100\nw;x 700\n",
	      "network", 100);
	check("w;main;tcp_recvmsg 100\nw;x 700\n", "network", 0);
}

/* The way into the kernel counts by itself, not with what it leads to. */
static void storms(void)
{
	look("w;f;entry_SYSCALL_64_[k] 50\nw;f;entry_SYSCALL_64_[k];do_syscall_64_[k] 50\n"
	     "w;f;entry_SYSCALL_64_[k];do_syscall_64_[k];__x64_sys_getppid_[k] 30\nw;f 870\n");
	CHECK(find("syscall-storm") && find("syscall-storm")->samples == 100);
	CHECK(shows(find("syscall-storm"), "__x64_sys_getppid", 30));
	forget();
	check("w;f;entry_SYSCALL_64_[k];do_syscall_64_[k];vfs_read_[k] 500\nw;f 500\n",
	      "syscall-storm", 0);
}

/* Evidence has names and numbers; a sample counts once. */
static void evidence(void)
{
	const struct finding *finding;

	look("w;h;malloc;realloc;malloc 200\nw;g;free 100\nw;x 700\n");
	finding = find("allocator");
	CHECK(finding && finding->samples == 300 && finding->sure == SURE);
	CHECK(shows(finding, "malloc", 200) && shows(finding, "free", 100));
	CHECK(shows(finding, "w > h > malloc", 200));
	CHECK(finding && finding->share.low > 0.27 && finding->share.high < 0.33);
	forget();
	look("w;h;json_encode 200\nw;x 700\n");
	CHECK(find("serialization") && find("serialization")->sure == LIKELY);
	forget();
	look("w;h;malloc 2\nw;x 7\n");
	CHECK(find("allocator") && find("allocator")->sure == POSSIBLE);
	forget();
}

static void leaves(void)
{
	look("a;main;hash_all 600\na;main;x;hash_all 100\na;main;y 300\n");
	CHECK(find("wide-leaf") && find("wide-leaf")->samples == 700);
	CHECK(shows(find("wide-leaf"), "a > main > hash_all", 600));
	forget();
	check("a;b;c;1 90\na;b;c;2 90\na;b;c;3 90\na;b;d;4 90\na;b;d;5 90\na;b;d;6 90\na;b;e;7 90\n"
	      "a;b;e;8 90\na;b;9 90\na;b;10 90\na;b;11 90\na;b;12 90\n", "wide-leaf", 0);
	/* Without a name it is told of as bad data. */
	check("a;[0x1234] 600\na;b 40\n", "wide-leaf", 0);
	check("a;[0x1234] 600\na;b 40\n", "unnamed-functions", 600);
}

#define TEN(x) #x "0;" #x "1;" #x "2;" #x "3;" #x "4;" #x "5;" #x "6;" #x "7;" #x "8;" #x "9;"

static void towers(void)
{
	check("a;" TEN(f) TEN(g) "h 200\na;f 800\n", "tall-tower", 200);
	check("a;" TEN(f) TEN(g) "[late] 200\na;f 800\n", "tall-tower", 0);
	check("a;" TEN(f) TEN(g) "h 50\na;f 950\n", "tall-tower", 0);
	/* Nothing of it is recursion. */
	check("a;" TEN(f) TEN(g) "h 200\na;f 800\n", "recursion", 0);
}

static void recursions(void)
{
	look("a;fib;fib;fib 200\na;fib;fib;x 100\na;fib 100\na;y 600\n");
	CHECK(find("recursion") && find("recursion")->samples == 300);
	CHECK(find("recursion") && strstr(find("recursion")->title, "direct recursion of fib"));
	CHECK(find("recursion") && strstr(find("recursion")->title, "up to 3 times"));
	forget();
	look("a;even;odd;even;odd 200\na;y 600\n");
	CHECK(find("recursion") && find("recursion")->samples == 200);
	CHECK(find("recursion") && strstr(find("recursion")->title, "mutual"));
	forget();
	/* Interpreters are no recursion of the program's; two programs are none either. */
	check("py;_PyEval_EvalFrameDefault;_PyEval_EvalFrameDefault 900\n", "recursion", 0);
	check("a;f;g 200\nb;g;f 200\n", "recursion", 0);
	check("a;[unknown];[unknown] 500\na;b 500\n", "recursion", 0);
}

static void repeated_subtrees(void)
{
	look("a;m;list;query;fetch 100\na;m;edit;query;fetch 100\na;m;show;query;fetch 100\n"
	     "a;m;show;query;parse 50\na;m;z 300\n");
	CHECK(find("repeated-subtree") && find("repeated-subtree")->samples == 350);
	CHECK(find("repeated-subtree") && !strcmp(find("repeated-subtree")->title,
						   "query under 3 parents"));
	CHECK(shows(find("repeated-subtree"), "a > m > show > query", 150));
	forget();
	/* One parent has nearly all; a leaf; the kernel; interpreters; too small. */
	check("a;m;list;query;fetch 900\na;m;edit;query;fetch 50\na;m;show;query;fetch 50\n",
	      "repeated-subtree", 0);
	check("a;m;list;query 100\na;m;edit;query 100\na;m;show;query 100\n",
	      "repeated-subtree", 0);
	check("a;1;do_syscall_64_[k];f_[k] 100\na;2;do_syscall_64_[k];f_[k] 100\n"
	      "a;3;do_syscall_64_[k];f_[k] 100\n", "repeated-subtree", 0);
	check("a;1;PyObject_Call;f 100\na;2;PyObject_Call;g 100\na;3;PyObject_Call;h 100\n",
	      "repeated-subtree", 0);
	check("a;1;q;f 10\na;2;q;f 10\na;3;q;f 10\na;b 900\n", "repeated-subtree", 0);
	check("a;1;q;f 400\na;2;q;f 400\n", "repeated-subtree", 0);
}

static void equal_flames(void)
{
	look("w1;run;f 100\nw1;run;g 50\nw2;run;f 105\nw2;run;g 48\nw3;run;f 95\nw3;run;g 52\n"
	     "main;x 300\n");
	/* main is wider, and another shape. */
	CHECK(!find("equal-flames-contended"));
	forget();
	look("w1;run;f 100\nw1;run;g 50\nw2;run;f 105\nw2;run;g 48\nw3;run;f 95\nw3;run;g 52\n"
	     "main;x 100\n");
	CHECK(find("equal-flames") && find("equal-flames")->samples == 450);
	CHECK(!find("equal-flames-contended"));
	forget();
	look("p;w1;f 100\np;w1;futex_wait_[k] 50\np;w2;f 105\np;w2;futex_wait_[k] 48\n"
	     "p;w3;f 95\np;w3;futex_wait_[k] 52\n");
	CHECK(find("equal-flames-contended") && find("equal-flames-contended")->samples == 450);
	CHECK(!find("equal-flames"));
	forget();
	check("a;f 100\nb;g 100\nc;h 100\n", "equal-flames", 0);
	check("a;f 100\nb;f 100\n", "equal-flames", 0);
	check("a;f 400\nb;f 100\nc;f 100\n", "equal-flames", 0);
}

static void contexts(void)
{
	look_with("w;f 200\n", 800, &(struct recorded){ 0 });
	CHECK(find("idle") && find("idle")->samples == 800 && find("idle")->whole == 1000);
	forget();
	look_with("w;f 800\n", 200, &(struct recorded){ 0 });
	CHECK(!find("idle"));
	forget();
	look("w;f;irq_enable_[k];[late] 100\nw;g 900\n");
	CHECK(shows(find("interrupts-off"), "irq_enable", 100));
	forget();
	look("w;f;[softirq];net_rx_action_[k] 100\n"
	     "w;f;[softirq];run_timers_[k];[softirq];a_[k] 50\n"
	     "v;[softirq];net_rx_action_[k];b_[k] 7\n"
	     "w;g 900\n");
	CHECK(find("softirq") && find("softirq")->samples == 157);
	CHECK(shows(find("softirq"), "net_rx_action", 107));
	CHECK(shows(find("softirq"), "run_timers", 50));
	forget();
	look_with("w;f;irq_enable_[k];[late] 100\nw;g 900\n", 0, &(struct recorded){
		  .captures = 1, .held_up = 1 });
	CHECK(find("interrupts-off") && find("interrupts-off")->sure == POSSIBLE);
	forget();
	check("w;f;[softirq];net_rx_action_[k] 10\nw;g 900\n", "softirq", 0);
}

static void bad_data(void)
{
	check("w;f 30\nw;g 20\n", "few-samples", 50);
	check("w;f 300\nw;g 200\n", "few-samples", 0);
	check("w;f;[truncated];g 100\nw;f;h 900\n", "incomplete-stacks", 100);
	check("w;f;[truncated];g 10\nw;f;h 900\n", "incomplete-stacks", 0);
	check("w;f;[lib.so+0x12] 100\nw;f;h 900\n", "unnamed-functions", 100);
	check("w;f 500\nw;f;h 500\n", "no-callers", 500);
	look_with("w;f;g 1000\n", 0, &(struct recorded){ .captures = 1, .cut_off = 1, .slow = 1,
							  .samples = 900, .lost = 100 });
	CHECK(find("lost-samples") && find("lost-samples")->share.share == 0.1);
	CHECK(find("capture-cut-off") && find("low-rate"));
	CHECK(findings.count > 3 && findings.finding[0].pattern->about_data &&
	      findings.finding[2].pattern->about_data && !findings.finding[3].pattern->about_data);
	forget();
	look_with("w;f;g 1000\n", 0, &(struct recorded){ .captures = 1, .samples = 1000,
							  .lost = 1 });
	CHECK(!find("lost-samples") && !find("capture-cut-off") && !find("low-rate"));
	forget();
}

static void nothing(void)
{
	static const struct recorded none;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	tree_init(&tree);
	tree_finish(&tree);
	analysis_start(&subject, &tree, 0, &none, ANALYZE_MIN_SHARE);
	findings = (struct findings){ 0 };
	analyze(&subject, &findings);
	CHECK_EQ(findings.count, 0);
	analysis_write(out, &subject, &findings);
	fclose(out);
	CHECK_STR(text, "0 samples\nnothing ran: there is nothing to analyze\n");
	free(text);
	forget();
}

static void as_text(void)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	look_with("w;h;malloc 200\nw;g;x\x1b[2J 800\n", 1000, &(struct recorded){ 0 });
	analysis_write(out, &subject, &findings);
	fclose(out);
	CHECK(strstr(text, "1,000 samples that were not idle; 1,000 more were"));
	CHECK(strstr(text, "[20%, 17.6..22.6] allocating and freeing memory (allocator; sure)\n"
			   "      20%  malloc\n      20%  w > h > malloc\n   What it is: "));
	CHECK(strstr(text, "the own time of x?[2J") && !strchr(text, '\x1b'));
	free(text);
	forget();
}

/* What is on the way to each node, also where the walk goes up many levels at once. */
static void walks(void)
{
	struct walk walk;
	unsigned int nodes = 0;

	look("a;f;g;f;h 1\na;g 1\nb;[softirq];f 1\n");
	walk_start(&walk, &tree);
	while (walk_next(&walk)) {
		size_t depth = 0;

		for (uint32_t i = walk.node; i; i = tree.node[i].parent)
			depth++;
		CHECK_EQ(walk.depth, depth);
		CHECK_EQ(walk_times(&walk), hot_is_function(tree.node[walk.node].kind) ?
			 1 + (depth == 4) : 0);
		if (tree.node[walk.node].kind == FRAME_CONTEXT)
			CHECK_EQ(walk_caller(&walk), 0);
		nodes++;
	}
	CHECK_EQ(nodes, tree.count - 1);
	walk_free(&walk);
	forget();
}

int main(void)
{
	RUN(names);
	RUN(activities);
	RUN(kernel_without_marks);
	RUN(storms);
	RUN(evidence);
	RUN(leaves);
	RUN(towers);
	RUN(recursions);
	RUN(repeated_subtrees);
	RUN(equal_flames);
	RUN(contexts);
	RUN(bad_data);
	RUN(nothing);
	RUN(as_text);
	RUN(walks);
	return unit_done();
}
