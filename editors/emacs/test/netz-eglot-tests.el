;;; netz-eglot-tests.el --- Tests of netz-mode with its language server  -*- lexical-binding: t; -*-

;;; Code:

(require 'ert)
(require 'package)
;; Emacs 28 has eglot from a package; this is where Debian puts it.
(unless (locate-library "eglot")
  (add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
  (package-initialize))
(require 'eglot)
(load (expand-file-name "../netz-mode.el" (file-name-directory load-file-name)) nil t)
(setq netz-program (or (getenv "NETZ") "netz"))

(defun netz-eglot-tests-until (what probe)
  "Wait until PROBE answers something, which is returned; WHAT is waited for."
  (let ((end (time-add nil 20)) found)
    (while (not (setq found (funcall probe)))
      (when (time-less-p end nil) (ert-fail (format "not within 20 s: %s" what)))
      (accept-process-output nil 0.05)
      (sit-for 0.01))
    found))

(defun netz-eglot-tests-errors ()
  "The errors that flymake shows."
  (seq-filter (lambda (one) (eq (flymake-diagnostic-type one) 'eglot-error)) (flymake-diagnostics)))

(ert-deftest netz-eglot ()
  (let* ((folder (file-name-as-directory (make-temp-file "netz" t)))
         (file (expand-file-name "main.netz" folder)))
    (write-region (concat "zone shop isolates {\n  segment web tcp/8080\n  segment api tcp/8080\n"
                          "  web -> api\n  web -> apj\n}\n")
                  nil file nil 'silent)
    (unwind-protect
        (with-current-buffer (find-file-noselect file)
          (should (eq major-mode 'netz-mode))
          (switch-to-buffer (current-buffer))
          (apply #'eglot--connect (eglot--guess-contact))
          (netz-eglot-tests-until "a server" (lambda () (eglot-current-server)))
          (flymake-start)

          (let ((wrong (car (netz-eglot-tests-until "an error" #'netz-eglot-tests-errors))))
            (should (string-match-p "there is no segment `apj`" (flymake-diagnostic-text wrong)))
            (should (equal (buffer-substring (flymake-diagnostic-beg wrong) (flymake-diagnostic-end wrong)) "apj"))
            (eglot-code-actions (flymake-diagnostic-beg wrong) (flymake-diagnostic-end wrong) "quickfix" t))
          (netz-eglot-tests-until "the fix" (lambda () (not (string-match-p "apj" (buffer-string)))))
          ;; Nobody is idle in batch.
          (eglot--signal-textDocument/didChange)
          (netz-eglot-tests-until "no error" (lambda () (null (netz-eglot-tests-errors))))

          (goto-char (point-min))
          (search-forward "segment a")
          (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
            (should (string-match-p "api" (format "%s" hover))))

          (let ((inhibit-message t)) (eglot-rename "gateway"))
          (should (= 3 (how-many "gateway" (point-min) (point-max))))

          (let ((index (netz-eglot-tests-until "completions" (lambda () (run-hook-with-args-until-success 'completion-at-point-functions)))))
            (should index))
          (set-buffer-modified-p nil))
      (ignore-errors (with-current-buffer (get-file-buffer file) (eglot-shutdown (eglot-current-server))))
      (delete-directory folder t))))

(provide 'netz-eglot-tests)
;;; netz-eglot-tests.el ends here
