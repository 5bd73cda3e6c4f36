// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs whose flame graphs teach how to read one: Documentation/reading-flame-graphs.rst shows
 * them as flamerec sampled them.
 *
 *	lessons shop|tower|repeat|contend|files|slow|fast|beats SECONDS
 *
 * Each works in rounds until its time is over.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LESSON __attribute__((noinline, noclone))
#define KEYS 4096

static double deadline;
static volatile uint64_t sink;
static uint64_t key[KEYS];
static bool by_halves;		/* how sales() looks for a price */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* The clock of an emulated machine is slow: it is looked at rarely, lest it be in the picture. */
static bool time_left(void)
{
	static __thread unsigned int rounds;

	return ++rounds % 64 || now() < deadline;
}

/* Work of one function's own, in steps of some nanoseconds. */
static inline void burn(unsigned int steps)
{
	uint64_t x = sink + 1;

	while (steps--)
		x = x * 6364136223846793005u + 1442695040888963407u;
	sink = x;
}

/* ---- shop: some functions of different weight, and one that does most by itself */

static LESSON void read_order(void)
{
	burn(6000);
}

static LESSON void check_stock(void)
{
	burn(9000);
}

static LESSON void price_line(void)
{
	burn(30000);
}

static LESSON void price_order(void)
{
	for (int line = 0; line < 3; line++)
		price_line();
	burn(4000);
}

static LESSON void print_invoice(void)
{
	burn(15000);
}

static LESSON void take_order(void)
{
	read_order();
	check_stock();
	price_order();
	print_invoice();
}

static void shop(void)
{
	while (time_left())
		take_order();
}

/* ---- tower: recursion */

static LESSON void visit_folder(unsigned int depth)
{
	burn(300);
	if (depth)
		visit_folder(depth - 1);
	burn(300);
}

static LESSON void find_files(void)
{
	visit_folder(28);
}

static void tower(void)
{
	while (time_left())
		find_files();
}

/* ---- repeat: the same work below many callers */

static LESSON void parse_settings(void)
{
	burn(9000);
}

static LESSON void load_settings(void)
{
	burn(1500);
	parse_settings();
}

static LESSON void show_article(void)
{
	load_settings();
	burn(4000);
}

static LESSON void show_basket(void)
{
	load_settings();
	burn(3000);
}

static LESSON void show_start_page(void)
{
	load_settings();
	burn(6000);
}

static LESSON void log_visit(void)
{
	load_settings();
	burn(500);
}

static LESSON void send_mail(void)
{
	load_settings();
	burn(2000);
}

static LESSON void answer_request(void)
{
	show_start_page();
	show_article();
	show_basket();
	send_mail();
	log_visit();
}

static void repeat(void)
{
	while (time_left())
		answer_request();
}

/* ---- contend: threads that wait for one lock */

static pthread_mutex_t account_lock = PTHREAD_MUTEX_INITIALIZER;

static LESSON void book_entry(void)
{
	pthread_mutex_lock(&account_lock);
	burn(60);
	pthread_mutex_unlock(&account_lock);
}

static LESSON void *serve_branch(void *arg)
{
	(void)arg;
	while (time_left()) {
		for (int i = 0; i < 50; i++)
			book_entry();
	}
	return NULL;
}

static void contend(void)
{
	pthread_t thread[6];

	for (int i = 0; i < 6; i++) {
		if (pthread_create(&thread[i], NULL, serve_branch, NULL))
			exit(1);
	}
	for (int i = 0; i < 6; i++)
		pthread_join(thread[i], NULL);
}

/* ---- files: the kernel's work for a program */

static LESSON void write_file(const char *name)
{
	static char block[65536];
	int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	for (int i = 0; i < 8; i++)
		sink += write(fd, block, sizeof(block));
	close(fd);
}

static LESSON void read_file(const char *name)
{
	static char block[4096];
	int fd = open(name, O_RDONLY);

	while (read(fd, block, sizeof(block)) > 0)
		burn(40);
	close(fd);
}

static LESSON void look_at_file(const char *name)
{
	struct stat st;

	for (int i = 0; i < 200; i++)
		sink += stat(name, &st);
}

static void files(void)
{
	const char *name = "/tmp/lessons.data";

	while (time_left()) {
		write_file(name);
		read_file(name);
		look_at_file(name);
	}
	unlink(name);
}

/* ---- slow and fast: one program before and after a change */

static LESSON size_t find_from_start(uint64_t wanted)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (key[i] == wanted)
			return i;
	}
	return KEYS;
}

static LESSON size_t find_by_halves(uint64_t wanted)
{
	size_t low = 0, high = KEYS;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (key[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static LESSON void look_up_price(uint64_t wanted)
{
	sink += by_halves ? find_by_halves(wanted) : find_from_start(wanted);
}

static LESSON void sell(unsigned int article)
{
	read_order();
	for (unsigned int i = 0; i < 8; i++)
		look_up_price((uint64_t)((article + i) % KEYS) * 3);
	print_invoice();
}

static void sales(void)
{
	for (size_t i = 0; i < KEYS; i++)
		key[i] = i * 3;
	for (unsigned int n = KEYS / 2; time_left(); n += 7)
		sell(n | KEYS / 2);
}

/* ---- beats: work that comes and goes with the second */

static LESSON void compact_store(void)
{
	burn(400000);
}

static LESSON void answer_query(void)
{
	burn(120000);
}

static void wait_ns(long ns)
{
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

static void beats(void)
{
	double start = now(), phase;

	while ((phase = now() - start) < deadline - start) {
		if (phase - (int)phase > 0.2 && phase - (int)phase < 0.42)
			compact_store();
		else
			wait_ns(4000000);
		answer_query();
	}
}

static const struct {
	const char *name;
	void (*run)(void);
} lessons[] = {
	{ "shop", shop }, { "tower", tower }, { "repeat", repeat }, { "contend", contend },
	{ "files", files }, { "slow", sales }, { "fast", sales }, { "beats", beats },
};

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	deadline = now() + atof(argv[2]);
	by_halves = !strcmp(argv[1], "fast");
	for (size_t i = 0; i < sizeof(lessons) / sizeof(*lessons); i++) {
		if (!strcmp(argv[1], lessons[i].name)) {
			lessons[i].run();
			return 0;
		}
	}
	return 2;
}
