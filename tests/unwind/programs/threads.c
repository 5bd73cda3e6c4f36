// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Threads that come, work, wait for one another and end.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS 3

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile unsigned int sink;

__attribute__((noinline)) static void work(unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		char *p = malloc(i % 500 + 1);

		memset(p, i, i % 500 + 1);
		sink += p[0];
		free(p);
	}
}

static void *worker(void *arg)
{
	for (unsigned int i = 0; i < 50; i++) {
		pthread_mutex_lock(&lock);
		work(20);
		pthread_mutex_unlock(&lock);
		work(100);
	}
	return arg;
}

int main(void)
{
	pthread_t thread[WORKERS];

	for (;;) {
		for (unsigned int i = 0; i < WORKERS; i++)
			pthread_create(&thread[i], NULL, worker, NULL);
		for (unsigned int i = 0; i < WORKERS; i++)
			pthread_join(thread[i], NULL);
	}
}
