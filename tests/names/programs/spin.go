// SPDX-License-Identifier: GPL-2.0-or-later

// Work in Go: maps, sorting, a goroutine and a channel, a method.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type counter struct {
	words map[string]int
}

//go:noinline
func (c *counter) count(text string) {
	for _, word := range strings.Fields(text) {
		c.words[word]++
	}
}

//go:noinline
func text(seed uint32) string {
	var b strings.Builder
	for i := 0; i < 2000; i++ {
		seed = seed*1664525 + 1013904223
		fmt.Fprintf(&b, "word%d ", seed>>24)
	}
	return b.String()
}

//go:noinline
func produce(texts chan<- string) {
	for i := uint32(0); ; i++ {
		texts <- text(i)
	}
}

func main() {
	texts := make(chan string)
	go produce(texts)
	c := counter{map[string]int{}}
	for {
		c.count(<-texts)
		keys := make([]string, 0, len(c.words))
		for key := range c.words {
			keys = append(keys, key)
		}
		sort.Strings(keys)
	}
}
