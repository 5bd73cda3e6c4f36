// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/png.h"
#include "util/error.h"

#define PROGRAM "rsvg-convert"

/* Pixels of the SVG: a picture that does not follow a window has a width of its own. */
#define WIDTH 1200
#define ZOOM "--zoom=2"

bool png_available(void)
{
	const char *path = getenv("PATH"), *end;
	char file[4096];

	for (path = path ? path : "/usr/bin:/bin"; *path; path = *end ? end + 1 : end) {
		end = strchrnul(path, ':');
		snprintf(file, sizeof(file), "%.*s/" PROGRAM, (int)(end - path), path);
		if (!access(file, X_OK))
			return true;
	}
	error("a .png needs " PROGRAM ", which is not installed; install librsvg2-bin (Debian), "
	      "librsvg2-tools (Fedora) or rsvg-convert (Alpine), or write a .svg");
	return false;
}

/* Return: 0, or -1 with errno set. */
static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	errno = EIO;
	return -1;
}

/* Runs rsvg-convert from one file to another. Return: 0, or -1 with errno set. */
static int convert(int svg, int png)
{
	char *args[] = { PROGRAM, "--format=png", ZOOM, "--unlimited", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int err;

	err = posix_spawn_file_actions_init(&actions);
	if (!err) {
		posix_spawn_file_actions_adddup2(&actions, svg, STDIN_FILENO);
		posix_spawn_file_actions_adddup2(&actions, png, STDOUT_FILENO);
		err = posix_spawnp(&pid, PROGRAM, &actions, NULL, args, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	if (!err)
		return wait_for(pid);
	errno = err;
	return -1;
}

int png_write(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	struct svg_options still = options ? *options : (struct svg_options){ 0 };
	FILE *svg = tmpfile();
	int result = -1, err;

	if (!svg)
		return -1;
	if (!still.width)
		still.width = WIDTH;
	/* rsvg-convert reads from where the descriptor stands. */
	if (!svg_write(svg, tree, &still) && !fflush(svg) && !fflush(out) &&
	    lseek(fileno(svg), 0, SEEK_SET) == 0)
		result = convert(fileno(svg), fileno(out));
	err = errno;
	fclose(svg);
	errno = err;
	return result;
}
